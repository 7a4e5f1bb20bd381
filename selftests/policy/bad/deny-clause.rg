include "../common/base.rg";
include "../common/interfaces.rg";
deny D { block KOR -> JPN; direct; }
