include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 410; send doi 392; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
