include "../common/base.rg";
interface us0 { nation USA; hub; nexthop 10.84.0.2; probe 1s; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
