include "../common/base.rg";
interface kr0 { nation KOR; labels cipso; accept doi 410; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
interface jp0 { nation JPN; label supplied "SECRET//FGI USA//REL TO KOR"; in level UNCLASSIFIED .. SECRET; out level UNCLASSIFIED .. SECRET; }
agreement G { grant JPN -> KOR; direct; level CONFIDENTIAL .. SECRET; subject any; in force 2016-11-23; }
