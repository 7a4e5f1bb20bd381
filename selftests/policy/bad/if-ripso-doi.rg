include "../common/base.rg";
interface kr0 { nation KOR; labels ripso doi 840; accept doi 410, 392; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
