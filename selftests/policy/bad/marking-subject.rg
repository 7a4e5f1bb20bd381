include "../common/base.rg";
interface kr0 { nation KOR; label supplied "SECRET//DPRK-CHEMICAL//REL TO JPN, KOR"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
