include "../common/base.rg";
nation PRK { prefix 10.85.0.1/16, fd00:408::1/32; }
