include "../../../policies/tisa-2014.rg";
# What Korea owns reaches Japan from the hub nation's own hosts, too.
assert origin KOR -> JPN only via USA;
assert sender USA -> JPN only subject { DPRK-MISSILE, DPRK-NUCLEAR } until 2007-08-11;
