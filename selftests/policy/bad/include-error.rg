include "../common/base.rg";
include "cycle/wrong.rg";
