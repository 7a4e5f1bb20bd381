include "../common/base.rg";
interface kr0 { nation KOR; label supplied "SECRET//DPRK-MISSILE, DPRK-NUCLEAR"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
