include "../common/base.rg";
include "../common/interfaces.rg";
agreement A { grant KOR <-> JPN; direct; level SECRET; subject any;  }
