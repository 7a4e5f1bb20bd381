# SPDX-License-Identifier: GPL-2.0-only
# The debug kernel: an hour to build it the first time, minutes of emulation for each
# run; no part of `make check`.

$(O)/gen/relgate_spec.h: spec/relgate.yaml selftests/debug/spec2c
	$(call say,SPEC,$@)
	@mkdir -p $(@D)
	$(Q)selftests/debug/spec2c $< >$@.tmp && mv $@.tmp $@

$(O)/obj/selftests/debug/lib/spec.o $(O)/asan/obj/selftests/debug/lib/spec.o: $(O)/gen/relgate_spec.h

