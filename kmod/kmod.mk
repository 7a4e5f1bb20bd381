# SPDX-License-Identifier: GPL-2.0-only
# The kernel module, built in a copy of its sources, so that the tree stays clean and
# one tree serves several kernels: build/modules/RELEASE/relgate.ko

KDIR	?= /lib/modules/$(shell uname -r)/build
KRELEASE = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)".*/\1/p' $(KDIR)/include/generated/utsrelease.h 2>/dev/null)
# Type information for tracers, where pahole is there to make it.
KMOD_BTF = $(if $(shell command -v pahole),,CONFIG_DEBUG_INFO_BTF_MODULES=)
KMOD_SRC := Kbuild $(wildcard kmod/*.[ch] core/*.[ch] include/uapi/linux/*.h)

.PHONY: modules modules-install check-config
modules: check-config
	@mkdir -p $(O)/modules/$(KRELEASE)
	@cp -up --parents $(KMOD_SRC) $(O)/modules/$(KRELEASE)
	+$(Q)$(MAKE) --no-print-directory -C $(KDIR) M=$(abspath $(O))/modules/$(KRELEASE) modules $(KMOD_BTF) $(KMOD_ARGS)

check-config:
	@scripts/check-config $(KDIR)

modules-install: modules
	+$(Q)$(MAKE) --no-print-directory -C $(KDIR) M=$(abspath $(O))/modules/$(KRELEASE) modules_install
