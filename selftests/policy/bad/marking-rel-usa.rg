include "../common/base.rg";
interface kr0 { nation KOR; label supplied "SECRET//REL TO USA"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
