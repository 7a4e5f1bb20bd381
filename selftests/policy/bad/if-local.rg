include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 410; local in tcp; local in icmp 8; local in tpc 22; local out udp 70000; local out tcp 23 .. 22; local in 300; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
