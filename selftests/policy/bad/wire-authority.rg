include "../common/base.rg";
encoding old { level 0x5a = SECRET; category CIA = subject DPRK-MISSILE; }
