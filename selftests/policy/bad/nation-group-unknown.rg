include "../common/base.rg";
group NEA { KOR, JPN, TWN }
