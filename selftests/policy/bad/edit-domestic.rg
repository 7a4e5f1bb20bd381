include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface kr1 { nation KOR; labels cipso; accept doi 392, 840; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
