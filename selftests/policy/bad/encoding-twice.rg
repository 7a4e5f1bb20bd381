include "../common/base.rg";
encoding common { level 0 = SECRET; }
