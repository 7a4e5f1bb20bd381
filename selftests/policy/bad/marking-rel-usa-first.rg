include "../common/base.rg";
interface us1 { nation USA; label supplied "SECRET//REL TO JPN, KOR, USA"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
