include "../common/base.rg";
include "../common/interfaces.rg";
on refusal ipv4 reject;
on refusal ipv6 reject;
