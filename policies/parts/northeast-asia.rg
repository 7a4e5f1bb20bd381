# The gate between the Republic of Korea, Japan and the United States: the words
# of their labels, the nations, and the interfaces.  Included by the policies
# beside this folder, which differ only in their agreements.

levels  UNCLASSIFIED < RESTRICTED < CONFIDENTIAL < SECRET < TOP-SECRET;
subject DPRK-NUCLEAR, DPRK-MISSILE;
form    DOCUMENT, PHOTO, DATA;

encoding usa {                                   # wire number = name
    level 0 = UNCLASSIFIED;
    level 1 = RESTRICTED;
    level 2 = CONFIDENTIAL;
    level 3 = SECRET;
    level 4 = TOP-SECRET;
    category 1  = subject DPRK-NUCLEAR;
    category 2  = subject DPRK-MISSILE;
    category 8  = form DOCUMENT;
    category 9  = form PHOTO;
    category 10 = form DATA;
    category 32 = release USA;
    category 33 = release KOR;
    category 34 = release JPN;
    category 40 = origin USA;
    category 41 = origin KOR;
    category 42 = origin JPN;
}

encoding kor {                                   # the same numbers, and Korea's own words
    level 0 = UNCLASSIFIED "평문";
    level 1 = RESTRICTED   "대외비";
    level 2 = CONFIDENTIAL "군사III급비밀";
    level 3 = SECRET       "군사II급비밀";
    level 4 = TOP-SECRET   "군사I급비밀";
    category 1  = subject DPRK-NUCLEAR;
    category 2  = subject DPRK-MISSILE;
    category 8  = form DOCUMENT;
    category 9  = form PHOTO;
    category 10 = form DATA;
    category 32 = release USA;
    category 33 = release KOR;
    category 34 = release JPN;
    category 40 = origin USA;
    category 41 = origin KOR;
    category 42 = origin JPN;
}

encoding jpn {                                   # and Japan's
    level 0 = UNCLASSIFIED;
    level 1 = RESTRICTED   "注意";
    level 2 = CONFIDENTIAL "秘";
    level 3 = SECRET       "極秘";               # or 特定秘密
    level 4 = TOP-SECRET   "機密";
    category 1  = subject DPRK-NUCLEAR;
    category 2  = subject DPRK-MISSILE;
    category 8  = form DOCUMENT;
    category 9  = form PHOTO;
    category 10 = form DATA;
    category 32 = release USA;
    category 33 = release KOR;
    category 34 = release JPN;
    category 40 = origin USA;
    category 41 = origin KOR;
    category 42 = origin JPN;
}

nation USA { doi 840 encoding usa; prefix 10.84.0.0/16, fd00:840::/32; }
nation KOR { doi 410 encoding kor; prefix 10.82.0.0/16, fd00:410::/32; }
nation JPN { doi 392 encoding jpn; prefix 10.81.0.0/16, fd00:392::/32; }

# Every interface accepts every DOI: a server's reply echoes its client's option,
# and no label is translated yet.

interface kr0 {
    nation KOR;
    labels cipso, calipso;
    accept doi 392, 410, 840;
    in  level UNCLASSIFIED .. SECRET;
    out level UNCLASSIFIED .. SECRET;
    local in icmp;                               # hosts may ping the gate
}

interface jp0 {
    nation JPN;
    labels cipso, calipso;
    accept doi 392, 410, 840;
    in  level UNCLASSIFIED .. SECRET;
    out level UNCLASSIFIED .. SECRET;
    local in icmp;
}

interface us0 {                                  # the link to the hub's relay, nothing else
    nation USA;
    hub;
    nexthop 10.84.0.2, fd00:840::2;
    labels cipso, calipso;
    accept doi 392, 410, 840;
    in  level UNCLASSIFIED .. SECRET;
    out level UNCLASSIFIED .. SECRET;
    local in icmp;
}

interface us1 {                                  # the hosts of the United States
    nation USA;
    labels cipso, calipso;
    accept doi 392, 410, 840;
    in  level UNCLASSIFIED .. SECRET;
    out level UNCLASSIFIED .. SECRET;
    local in icmp;
}
