include "../common/base.rg";
interface "eth0.100" { nation KOR; labels cipso; accept doi 410; in level "UNCLASSIFIED" .. SECRET; out level UNCLASSIFIED .. SECRET; in subject within { DPRK-NUCLEAR }; out subject any; local in tcp 22, udp 500 .. 4500; local out tcp 179, 89; local in icmp; }
interface br-lan.7 { nation JPN; labels calipso; accept doi 392; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
unmanaged { mgmt0, "mgmt1"; mgmt2 }
unmanaged { }
encoding own { level 0 = UNCLASSIFIED "평문"; level 1 = SECRET "極秘"; level 2 = SECRET "特定秘密"; category 65534 = release KOR inverted; }
nation PRK;
