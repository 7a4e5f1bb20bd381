include "../common/base.rg";
subject DPRK-MISSILE;
