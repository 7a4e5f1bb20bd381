include "../common/base.rg";
nation PRK { prefix 10.82.0.0/16; }
