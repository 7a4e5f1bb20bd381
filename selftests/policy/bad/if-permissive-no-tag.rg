include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 410; permissive; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
