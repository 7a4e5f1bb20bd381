include "../common/base.rg";
include "../common/interfaces.rg";
group NEA { KOR, JPN };
group ALL { NEA, USA };
agreement A { grant NEA <-> USA, { KOR } -> { JPN, USA }; direct; in force 2016-11-23;
    level CONFIDENTIAL .. SECRET; subject within { DPRK-NUCLEAR } or none; release any; third party marked; }
deny D { block ALL -> JPN; level TOP-SECRET .. TOP-SECRET; subject within { DPRK-NUCLEAR, DPRK-MISSILE }; in force 2020-01-01; }
deny E { block ALL <-> ALL; subject any; }
