include "../common/base.rg";
encoding inverse { level 3 = SECRET; category 5 = release JPN inverted; }
nation PHL { doi 608 encoding inverse; }
interface kr0 { nation KOR; labels cipso; accept doi 410, 608; send doi 410; permissive tag 6; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
