include "../common/base.rg";
nation PRK { doi 410 encoding common; }
