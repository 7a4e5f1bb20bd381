include "../common/base.rg";
nation KOR { }
