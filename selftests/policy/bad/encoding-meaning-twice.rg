include "../common/base.rg";
encoding e { level 0 = SECRET; category 1 = release KOR; category 2 = release KOR inverted; }
