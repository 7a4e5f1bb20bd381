# SPDX-License-Identifier: GPL-2.0-only
# The debug kernel: an hour to build it the first time, minutes of emulation for each
# run; no part of `make check`.

DEBUG_TOOLS = $(VM_TOOLS) $(O)/selftests/debug/nlfuzz $(O)/selftests/debug/failnth

$(O)/gen/relgate_spec.h: spec/relgate.yaml selftests/debug/spec2c
	$(call say,SPEC,$@)
	@mkdir -p $(@D)
	$(Q)selftests/debug/spec2c $< >$@.tmp && mv $@.tmp $@

$(O)/obj/selftests/debug/lib/spec.o $(O)/asan/obj/selftests/debug/lib/spec.o: $(O)/gen/relgate_spec.h

.PHONY: check-debug check-debug-planted
check-debug:
	@scripts/install-deps build lab test debug
	@$(MAKE_ON) $(DEBUG_TOOLS)
	@selftests/debug/check

check-debug-planted:
	@scripts/install-deps build lab test debug
	@$(MAKE_ON) $(DEBUG_TOOLS)
	@selftests/debug/check-planted
