include "../common/base.rg";
include "../common/interfaces.rg";
on refusal reject, ipv6 drop;
