include "../common/base.rg";
interface us0 { nation USA; hub; nexthop 10.84.0.2, 10.84.0.3, 224.0.0.1, fd00::/64; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
