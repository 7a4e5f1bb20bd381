include "../common/base.rg";
interface kr0 { nation KOR; label supplied "SECRET//REL TO USA, JPN, KOR"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
