include "../common/base.rg";
agreement A { grant KOR <-> JPN; direct; subject within { DPRK-NUCLEAR DPRK-MISSILE }; release any; foo; }
