include "../common/base.rg";
encoding e { level 0 = SECRET; category 65535 = subject DPRK-NUCLEAR; }
