include "../common/base.rg";
interface kr0 { nation KOR; labels cipso, calipso; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
