# Single-level networks.  The compiler refuses grants that would need an edit or
# would launder a label, and the core must refuse such packets all the same: so here
# ranges of levels keep everything apart, and the vectors `widen` them in the image.

policy "supplied";
zone UTC;

levels  UNCLASSIFIED < RESTRICTED < CONFIDENTIAL < SECRET < TOP-SECRET;
subject DPRK-NUCLEAR, DPRK-MISSILE;
form    DOCUMENT;

encoding common {
    level 0 = UNCLASSIFIED; level 1 = RESTRICTED; level 2 = CONFIDENTIAL;
    level 3 = SECRET; level 4 = TOP-SECRET;
    category 0 = form DOCUMENT;
    category 1 = subject DPRK-NUCLEAR; category 2 = subject DPRK-MISSILE;
    category 32 = release USA; category 33 = release KOR; category 34 = release JPN;
    category 35 = release AUS; category 36 = release GBR;
    category 40 = origin USA; category 41 = origin KOR; category 42 = origin JPN;
    category 43 = origin AUS;
}

nation USA { doi 840 encoding common; prefix 10.84.0.0/16, fd00:840::/32; }
nation KOR { doi 410 encoding common; prefix 10.82.0.0/16, fd00:410::/32; }
nation JPN { doi 392 encoding common; prefix 10.81.0.0/16, fd00:392::/32; }
nation AUS { prefix 10.36.0.0/16; }
nation GBR { prefix 10.44.0.0/16; }

interface us8 {                              # holds a document of Korea's
    nation USA; label supplied "SECRET//DPRK-MISSILE//FGI KOR//REL TO USA, JPN";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface us9 {                              # labelled hosts
    nation USA; labels cipso, calipso; accept doi 840, 410;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface jp0 {
    nation JPN; label supplied "SECRET//DPRK-MISSILE//FGI KOR//REL TO JPN";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface jp1 {                              # released to more
    nation JPN; label supplied "SECRET//DPRK-MISSILE//FGI KOR//REL TO AUS, JPN, KOR";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface jp2 {                              # Japan's own only
    nation JPN; label supplied "SECRET//DPRK-MISSILE//NOFORN";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface jp3 {                              # may come back as a document of Britain's, too
    nation JPN; label supplied "SECRET//DPRK-MISSILE//FGI GBR KOR//REL TO JPN, KOR";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface jp9 {
    nation JPN; labels cipso, calipso; accept doi 840;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface jp4 {
    nation JPN; label supplied "SECRET//DPRK-MISSILE//FGI GBR//REL TO AUS, KOR";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface jp8 {
    nation JPN; labels cipso; accept doi 840;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface gb0 {
    nation GBR; label supplied "SECRET//DPRK-MISSILE//REL TO AUS, GBR, KOR";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface gb1 {
    nation GBR; label supplied "TOP-SECRET//DPRK-MISSILE/DPRK-NUCLEAR//FGI KOR//NOFORN";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface au0 {
    nation AUS; label supplied "SECRET//DPRK-MISSILE//FGI GBR//REL TO AUS";
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}
interface us0 {                              # the relay takes and gives what nobody grants
    nation USA; hub; nexthop 10.84.0.2, fd00:840::2;
    labels cipso, calipso; accept doi 410, 392;
    in level UNCLASSIFIED .. UNCLASSIFIED; out level RESTRICTED .. RESTRICTED;
}

agreement TISA {
    grant KOR <-> JPN; via USA; in force 2000-01-01;
    level CONFIDENTIAL .. TOP-SECRET; subject any; release marked;
}
agreement GB-AU {
    grant GBR -> AUS; direct; in force 2000-01-01;
    level CONFIDENTIAL .. TOP-SECRET; subject any; release any;
}
agreement AU-JP {
    grant AUS -> JPN; via USA; in force 2000-01-01;
    level CONFIDENTIAL .. TOP-SECRET; subject any; release marked;
}
agreement GB-JP {
    grant GBR -> JPN; direct; in force 2000-01-01;
    level CONFIDENTIAL .. TOP-SECRET; subject any; release any;
}
