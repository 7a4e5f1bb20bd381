include "../common/base.rg";
# Tagged, stripped and translated: what each interface sends is clear.
interface kr0 { nation KOR; labels cipso, calipso; accept doi 410, 840; send doi 410; send tag 1; peer linux; tunnel;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface jp0 { nation JPN; labels cipso, calipso; accept doi 392; send tag shortest;
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface jp1 { nation JPN; label supplied "SECRET//DPRK-MISSILE//FGI KOR//REL TO KOR";
    in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
agreement G { grant KOR <-> JPN; direct; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
