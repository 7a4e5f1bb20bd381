# SPDX-License-Identifier: GPL-2.0-only
-include kmod/kmod.mk

# The VM's own judgement, then the table: scenarios on both engines in both kernels.  The
# lane `kernels` of `make check` has the quick ones of it.
.PHONY: check-vm
check-vm:
	@scripts/install-deps build lab test vm
	@scripts/fetch-geoip
	@$(MAKE_ON) tests
	@selftests/vm/test-harness.sh
	@VM_SET=table selftests/vm/test-kernels.sh

# What takes hours: also the scenarios of many minutes, 1,000 random policies of 1,000
# packets, many lives of the module.
.PHONY: check-long
check-long::
	@scripts/install-deps build lab test vm
	@scripts/fetch-geoip
	@$(MAKE_ON) tests
	@VM_SET=long selftests/vm/test-kernels.sh

# Instructions per packet: plain forwarding, nftables and ip rule, the module.
.PHONY: bench-vm
bench-vm:
	@scripts/install-deps build lab vm
	@$(MAKE_ON) all $(O)/selftests/vm/cost
	@selftests/vm/cost-table
