# The gate of the vectors: words, nations and interfaces.  Every table of vectors
# includes it and brings agreements of its own.

policy "vectors";
zone UTC;

levels  UNCLASSIFIED < RESTRICTED < CONFIDENTIAL < SECRET < TOP-SECRET;
subject DPRK-NUCLEAR, DPRK-MISSILE, CYBER, EDGE, FAR;
form    DOCUMENT, PHOTO, DATA;

encoding common {
    level 0 = UNCLASSIFIED; level 1 = RESTRICTED; level 2 = CONFIDENTIAL;
    level 3 = SECRET; level 4 = TOP-SECRET; level 255 = TOP-SECRET;
    category 0 = form DOCUMENT;
    category 1 = subject DPRK-NUCLEAR; category 2 = subject DPRK-MISSILE;
    category 3 = subject CYBER;
    category 8 = form PHOTO; category 9 = form DATA;
    category 32 = release USA; category 33 = release KOR; category 34 = release JPN;
    category 35 = release AUS; category 36 = release GBR; category 37 = release DEU;
    category 40 = origin USA; category 41 = origin KOR; category 42 = origin JPN;
    category 43 = origin AUS; category 44 = origin GBR; category 45 = origin DEU;
    category 239 = subject EDGE;             # the last that CIPSO's bitmap holds
    category 300 = subject FAR;              # beyond it
}

# Other numbers for the same things, and releases as RFC 5570 has them: a zero releases.
encoding inverse {
    level 40 = UNCLASSIFIED; level 30 = RESTRICTED; level 20 = CONFIDENTIAL;
    level 10 = SECRET; level 5 = TOP-SECRET;
    category 0 = release USA inverted; category 1 = release KOR inverted;
    category 2 = release JPN inverted; category 3 = release GBR inverted;
    category 8 = subject DPRK-NUCLEAR; category 9 = subject DPRK-MISSILE;
    category 16 = origin GBR; category 17 = origin KOR;
    category 40 = release AUS inverted;      # in a second word
}

nation USA { doi 840 encoding common; prefix 10.84.0.0/16, fd00:840::/32; }
nation KOR { doi 410 encoding common; prefix 10.82.0.0/16, fd00:410::/32; }
nation JPN { doi 392 encoding common; prefix 10.81.0.0/16, fd00:392::/32; }
nation AUS { doi 36 encoding common; prefix 10.36.0.0/16, fd00:36::/32; }
nation GBR { doi 826 encoding inverse; prefix 10.44.0.0/16, fd00:826::/32; }
nation DEU { doi 276 encoding common; prefix 10.49.0.0/16; }

interface kr0 {
    nation KOR; labels cipso, calipso; accept doi 410, 392, 840, 36, 826;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
    local in icmp, tcp 22, udp 500 .. 510; local out udp 123, ospf, tcp 179;
}
interface kr1 {                              # a narrower network of the same nation
    nation KOR; labels cipso, calipso; accept doi 410, 392, 840, 36, 826;
    in level CONFIDENTIAL .. SECRET; out level RESTRICTED .. CONFIDENTIAL;
    in subject within { DPRK-NUCLEAR, DPRK-MISSILE }; out subject within { DPRK-MISSILE };
}
interface jp0 {
    nation JPN; labels cipso, calipso; accept doi 410, 392, 840, 36, 826;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
}
interface jp1 {
    nation JPN; labels cipso, calipso; accept doi 410, 392, 840, 36, 826;
    in level UNCLASSIFIED .. TOP-SECRET; out level CONFIDENTIAL .. CONFIDENTIAL;
    out subject within { DPRK-NUCLEAR };
}
interface us0 {                              # the hub's relay
    nation USA; hub 1; nexthop 10.84.0.2, fd00:840::2; probe every 1s lost 3;
    labels cipso, calipso; accept doi 410, 392, 840, 36, 826;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
}
interface us1 {                              # a second one
    nation USA; hub 2; nexthop 10.84.0.6, fd00:840::6;
    labels cipso, calipso; accept doi 410, 392, 840, 36, 826;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. CONFIDENTIAL;
}
interface us9 {                              # the hub nation's own hosts
    nation USA; labels cipso, calipso; accept doi 410, 392, 840, 36, 826;
    in level UNCLASSIFIED .. TOP-SECRET; out level UNCLASSIFIED .. TOP-SECRET;
}
interface au0 {
    nation AUS; labels cipso, calipso; accept doi 410, 392, 840, 36, 826;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
}
interface gb0 {
    nation GBR; labels cipso, calipso; accept doi 410, 392, 840, 36, 826;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
}
