include "../common/base.rg";
nation PRK { prefix 10.85.0.0/16; prefix 10.85.0.0/16; }
