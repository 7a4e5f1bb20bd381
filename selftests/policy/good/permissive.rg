include "../common/base.rg";
# Releases in a tag of their own on one side; the same DOI must be translated to the other.
interface kr0 { nation KOR; labels cipso, calipso; accept doi 410; permissive tag 6; send tag 1; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface jp0 { nation JPN; labels cipso, calipso; accept doi 392, 410; send doi 392; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
agreement G { grant KOR -> JPN; direct; level SECRET .. SECRET; subject any; in force 2016-11-23; release any; }
