include "../common/base.rg";
interface kr0 { nation KOR; label supplied "SECRET"; permissive tag 6; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
