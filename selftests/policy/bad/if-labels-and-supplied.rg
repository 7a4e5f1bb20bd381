include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 410; label supplied "SECRET"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
