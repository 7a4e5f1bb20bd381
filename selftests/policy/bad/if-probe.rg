include "../common/base.rg";
interface us0 { nation USA; hub; nexthop 10.84.0.2; probe every 99ms lost 11; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface us1 { nation USA; hub; nexthop 10.84.0.3; probe every 61s lost 0; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface us2 { nation USA; hub; nexthop 10.84.0.4; probe every 5m lost 3; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
