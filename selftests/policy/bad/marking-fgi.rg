include "../common/base.rg";
interface us1 { nation USA; label supplied "SECRET//FGI KOR JPN//NOFORN"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
