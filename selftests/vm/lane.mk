# SPDX-License-Identifier: GPL-2.0-only
-include kmod/kmod.mk

# Minutes of emulation for each kernel: not part of `make check` by itself.
VM_TOOLS := $(O)/relgate $(O)/selftests/vm/netlink $(O)/selftests/vectors/test_vectors \
	$(O)/selftests/diff/test_diff $(O)/selftests/lab/traffic

.PHONY: check-vm
check-vm: $(VM_TOOLS)
	@selftests/vm/test-kernels.sh
