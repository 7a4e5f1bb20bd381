include "../common/base.rg";
encoding far { level 3 = SECRET; category 207 = release JPN; category 208 = release KOR; }
nation PHL { doi 608 encoding far; }
interface kr0 { nation KOR; labels cipso; accept doi 410, 608; send doi 410; permissive tag 6; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
