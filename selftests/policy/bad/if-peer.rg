include "../common/base.rg";
interface kr0 { nation KOR; labels calipso; accept doi 410; peer bsd; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
