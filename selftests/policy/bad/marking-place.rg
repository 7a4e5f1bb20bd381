include "../common/base.rg";
interface kr0 { nation KOR; label supplied "SECRET//REL TO JPN, KOR//DPRK-MISSILE"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
