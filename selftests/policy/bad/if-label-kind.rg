include "../common/base.rg";
interface kr0 { nation KOR; labels cipso, esso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
