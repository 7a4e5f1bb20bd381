# RIPSO beside CIPSO, in every way in which it can be said.
include "../common/base.rg";
encoding old { level 0x5a = SECRET; level 0xAB = UNCLASSIFIED; category SCI = subject DPRK-MISSILE; category 8 = release KOR; }
nation CHN { doi 156 encoding old; doi 157 encoding common; prefix 10.9.0.0/16; }
interface cn0 { nation CHN; labels ripso; accept doi 156; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface cn1 { nation CHN; labels cipso, ripso doi 156; accept doi 156, 157; send doi 157; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface cn2 { nation CHN; labels ripso doi 156, cipso; accept doi 156, 157; send ripso; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
