include "../common/base.rg";
include "../common";
