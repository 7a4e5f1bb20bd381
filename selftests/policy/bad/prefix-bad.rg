include "../common/base.rg";
nation PRK { prefix 10.256.0.0/16, fd00:::/32, 10.85.0.0/33, fd00::/129; }
