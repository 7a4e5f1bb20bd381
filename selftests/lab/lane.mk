# SPDX-License-Identifier: GPL-2.0-only
# Asked before and after each question: it must start fast.
$(O)/selftests/lab/counters: $(O)/obj/selftests/lab/counters.o
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< -ljansson
