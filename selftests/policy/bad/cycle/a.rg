include "b.rg";
