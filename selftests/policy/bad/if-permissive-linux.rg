include "../common/base.rg";
interface kr0 { nation KOR; labels cipso, calipso; accept doi 410; peer linux; permissive tag 6; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
