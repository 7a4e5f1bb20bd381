include "../common/base.rg";
encoding old { level 0x15a = SECRET; }
