include "../common/base.rg";
agrement GSOMIA { grant KOR <-> JPN; direct; }
nation PRK { }
