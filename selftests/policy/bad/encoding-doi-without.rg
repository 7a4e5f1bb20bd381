include "../common/base.rg";
nation PRK { doi 408; }
