include "../common/base.rg";
interface us0 { nation USA; hub; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
