include "../common/base.rg";
interface kr0 { nation KOR; labels calipso; accept doi 410; send tag 1; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
