include "../common/base.rg";
interface us1 { nation USA; label supplied "SECRET////NOFORN"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface us2 { nation USA; label supplied "SECRET// NOFORN"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface us3 { nation USA; label supplied "SECRET//REL TO"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
