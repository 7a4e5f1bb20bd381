# SPDX-License-Identifier: GPL-2.0-only
# `make bench` is no lane of `make check`: its figures want a machine of their own.
BENCH_SKEL := $(patsubst selftests/bench/bpf/%.bpf.c,$(O)/bench/%.skel.h,$(wildcard selftests/bench/bpf/*.bpf.c))

$(O)/bench/%.bpf.o: selftests/bench/bpf/%.bpf.c $(O)/.deps
	$(call say,BPF,$@)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -MF $(@:.o=.d) -MT $@ -c -o $@ $<

$(O)/bench/%.skel.h: $(O)/bench/%.bpf.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name bench_$* > $@.tmp && mv $@.tmp $@

$(patsubst %.c,$(O)/obj/%.o,$(wildcard selftests/bench/*.c)): | $(BENCH_SKEL)

# BENCH_ROUNDS=5 is quick and resolves 10 percent; 20 resolve 5.
.PHONY: bench
bench:
	@scripts/install-deps build lab test bench
	@scripts/fetch-geoip
	@$(MAKE_ON) all $(addprefix $(O)/selftests/bench/,forward lookup bulk)
	@selftests/bench/bench $(if $(BENCH_ROUNDS),--rounds $(BENCH_ROUNDS)) -o $(O)/bench.json $(BENCH)
