include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 410; in subject within { DPRK-NUCLEAR } or none; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
