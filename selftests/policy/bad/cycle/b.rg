nation PRK { }
include "a.rg";
