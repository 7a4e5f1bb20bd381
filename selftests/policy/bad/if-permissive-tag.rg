include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 410; permissive tag 7; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
