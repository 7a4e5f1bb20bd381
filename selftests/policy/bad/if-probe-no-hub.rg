include "../common/base.rg";
interface kr0 { nation KOR; probe every 1s lost 3; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
