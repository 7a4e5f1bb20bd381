include "../common/base.rg";
include "no-such-file.rg";
