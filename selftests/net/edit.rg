# Labels that change on the way: Korea labels in DOI 410, Japan's network is
# single-level, a second one of Japan's labels with other numbers, and the hub's
# relay has both DOIs.
policy "edits"; zone UTC;

levels  UNCLASSIFIED < RESTRICTED < CONFIDENTIAL < SECRET < TOP-SECRET;
subject DPRK-NUCLEAR, DPRK-MISSILE, KOREA-ONLY;
form    PHOTO;

encoding korea {
    level 0 = UNCLASSIFIED; level 1 = RESTRICTED; level 2 = CONFIDENTIAL; level 3 = SECRET;
    level 4 = TOP-SECRET;
    category 1 = subject DPRK-NUCLEAR; category 2 = subject DPRK-MISSILE;
    category 3 = subject KOREA-ONLY; category 9 = form PHOTO;
    category 32 = release USA; category 33 = release KOR; category 34 = release JPN;
    category 41 = origin KOR; category 42 = origin JPN;
}
encoding japan {
    level 10 = UNCLASSIFIED; level 20 = RESTRICTED; level 30 = CONFIDENTIAL; level 40 = SECRET;
    category 300 = subject DPRK-NUCLEAR; category 301 = subject DPRK-MISSILE;
    category 310 = form PHOTO;
    category 400 = release USA; category 401 = release KOR; category 402 = release JPN;
    category 411 = origin KOR; category 412 = origin JPN;
}
# RIPSO, for old gear.
encoding old {
    level 0xab = UNCLASSIFIED; level 0x96 = CONFIDENTIAL; level 0x5a = SECRET;
    category SCI = subject DPRK-MISSILE;
    category 8 = release USA; category 9 = release KOR; category 10 = release JPN;
}
nation USA { doi 840 encoding korea; prefix 10.84.0.0/16, fd00:840::/32; }
nation KOR { doi 410 encoding korea; prefix 10.82.0.0/16, fd00:410::/32; }
nation JPN { doi 392 encoding japan; doi 393 encoding old; prefix 10.81.0.0/16, fd00:392::/32; }

interface kr0 {
    nation KOR; labels cipso, calipso; accept doi 410;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
}
interface us0 {
    nation USA; hub; nexthop 10.84.0.2, fd00:840::2;
    labels cipso, calipso; accept doi 392, 410; send doi 410; send tag 1;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
}
interface us1 {
    nation USA; labels cipso, calipso; accept doi 840, 410; send doi 840;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
}
