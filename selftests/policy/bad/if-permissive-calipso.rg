include "../common/base.rg";
interface kr0 { nation KOR; labels calipso; accept doi 410; permissive tag 6; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
