include "../common/base.rg";
interface us0 { nation USA; nexthop 10.84.0.2; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
