include "../common/base.rg";
interface kr0 { nation KOR; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
