include "../common/base.rg";
include "../common/interfaces.rg";
unmanaged { mgmt0; kr0; }
