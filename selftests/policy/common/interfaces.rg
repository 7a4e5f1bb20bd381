# Interfaces for base.rg between which nothing needs an edit.
interface kr0 { nation KOR; labels cipso, calipso; accept doi 392, 410, 840;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface jp0 { nation JPN; labels cipso, calipso; accept doi 392, 410, 840;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface us0 { nation USA; hub; nexthop 10.84.0.2, fd00:840::2;
    labels cipso, calipso; accept doi 392, 410, 840;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface us1 { nation USA; labels cipso, calipso; accept doi 392, 410, 840;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
