include "../common/base.rg";
nation PRK { prefix 10.85.0.1; }
