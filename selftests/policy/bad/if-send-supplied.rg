include "../common/base.rg";
interface kr0 { nation KOR; label supplied "SECRET//NOFORN"; send doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
