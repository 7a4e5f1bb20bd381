include "../common/base.rg";
nation PRK { doi 0 encoding common; doi 4294967296 encoding common; }
