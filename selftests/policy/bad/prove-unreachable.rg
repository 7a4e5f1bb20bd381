include "../../../policies/history.rg";
nation PHL;
agreement NOBODY { grant KOR -> PHL; direct; in force 2020-01-01; level SECRET .. SECRET; subject any; }
agreement TOP { grant KOR -> JPN; direct; in force 2020-01-01; level TOP-SECRET .. TOP-SECRET; subject any; }
agreement DRAFT { grant KOR -> JPN; direct; drafted 2020-01-01; level TOP-SECRET .. TOP-SECRET; subject any; }
