include "../common/base.rg";
include "../common/base.rg";
include "../common/interfaces.rg";
include "../common/../common/base.rg";
