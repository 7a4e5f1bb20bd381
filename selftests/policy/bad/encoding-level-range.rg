include "../common/base.rg";
encoding e { level 256 = SECRET; }
