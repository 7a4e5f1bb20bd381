include "../common/base.rg";
include "cycle/a.rg";
