include "../common/base.rg";
group NEA { KOR, JPN }
interface kr0 { nation NEA; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
