include "../common/base.rg";
form DPRK-MISSILE;
