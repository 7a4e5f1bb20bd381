include "../common/base.rg";
encoding e { level 3 = SECRET; level 3 = TOP-SECRET; }
