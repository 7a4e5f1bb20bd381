include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 410; send tag 6; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
