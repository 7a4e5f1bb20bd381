include "../common/base.rg";
include "../common/interfaces.rg";
on refusal ipv6 drop, ipv4 reject;
