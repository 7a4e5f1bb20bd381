include "../common/base.rg";
include "../common/interfaces.rg";
deny D { level SECRET .. SECRET; }
