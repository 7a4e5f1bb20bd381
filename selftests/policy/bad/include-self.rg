include "../common/base.rg";
include "include-self.rg";
