include "../common/base.rg";
encoding old { level 0x5a = SECRET; category SCI = subject DPRK-MISSILE; } nation CHN { doi 156 encoding old; prefix 10.9.0.0/16; }
interface cn0 { nation CHN; labels ripso; accept doi 156; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface cn1 { nation CHN; labels calipso; accept doi 156; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
