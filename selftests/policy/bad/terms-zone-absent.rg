policy test; levels A < B;
nation KOR; nation JPN;
deny D { block KOR -> JPN; in force 2016-11-23; }
deny E { block JPN -> KOR; in force 2016-11-23; }
