include "../common/base.rg";
nation PRK { prefix geo; }
