include "../common/base.rg";
include "../common/interfaces.rg";
on refusal ipv5 reject;
