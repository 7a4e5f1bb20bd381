include "../common/base.rg";
encoding e { level 0 = SECRET; category 1 = subject DPRK-NUCLEAR; category 1 = form DOCUMENT; }
