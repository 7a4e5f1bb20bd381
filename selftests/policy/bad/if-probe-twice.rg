include "../common/base.rg";
interface us0 { nation USA; hub; nexthop 10.84.0.2; probe every 1s lost 3; probe every 2s lost 3; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
