# For the tests of the engine: every network is single-level, so that plain traffic
# can be judged and no host needs to know a DOI.  KOR has two networks (domestic
# traffic crosses), JPN is reached by the hub alone, and PRK by nobody.
policy "ENGINE";
zone UTC;

levels  UNCLASSIFIED < SECRET;
subject DPRK-MISSILE;

nation USA { prefix 10.84.0.0/16, fd00:840::/32; }
nation KOR { prefix 10.82.0.0/16, fd00:410::/32; }
nation JPN { prefix 10.81.0.0/16, fd00:392::/32; }
nation PRK { prefix 10.85.0.0/16, fd00:408::/32; }

interface kr0 {
    nation KOR;
    label supplied "SECRET//DPRK-MISSILE//FGI JPN//REL TO JPN, KOR, USA";
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
    local in icmp;
}
interface kr1 {
    nation KOR;
    label supplied "SECRET//DPRK-MISSILE//FGI JPN//REL TO JPN, KOR, USA";
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
    local in icmp;
}
interface jp0 {
    nation JPN;
    label supplied "SECRET//DPRK-MISSILE//FGI KOR//REL TO JPN, KOR, USA";
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
    local in icmp;
}
interface pk0 {
    nation PRK;
    label supplied "SECRET//DPRK-MISSILE//FGI JPN KOR//REL TO JPN, KOR, USA";
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
}
interface us0 {
    nation USA; hub; nexthop 10.84.0.2, fd00:840::2;
    label supplied "SECRET//DPRK-MISSILE//FGI JPN KOR//REL TO USA, JPN, KOR";
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET;
}
unmanaged { mgmt0, mgmt1; }

agreement TISA {
    grant KOR <-> JPN; via USA;
    in force 2014-12-29;
    level SECRET .. SECRET;
    subject within { DPRK-MISSILE };
    release marked; third party marked;
}
