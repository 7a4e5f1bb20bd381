# SPDX-License-Identifier: GPL-2.0-only
-include kmod/kmod.mk

# Not a lane of `make check` until it has been seen to end well on a quiet machine.
.PHONY: check-vm
check-vm:
	@scripts/install-deps build lab test vm
	@scripts/fetch-geoip
	@$(MAKE_ON) tests
	@selftests/vm/test-kernels.sh

# What takes hours: every scenario on both engines in both kernels, 1,000 random
# policies of 1,000 packets, many lives of the module.
.PHONY: check-long
check-long::
	@scripts/install-deps build lab test vm
	@scripts/fetch-geoip
	@$(MAKE_ON) tests
	@VM_LONG=1 selftests/vm/test-kernels.sh

# Instructions per packet: plain forwarding, nftables and ip rule, the module.
.PHONY: bench-vm
bench-vm:
	@scripts/install-deps build lab vm
	@$(MAKE_ON) all $(O)/selftests/vm/cost
	@selftests/vm/cost-table
