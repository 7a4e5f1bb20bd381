# SPDX-License-Identifier: GPL-2.0-only
#
#   make            build/relgate and the BPF objects
#   make demo       install what is needed, build, show the gate at work in a lab
#   make check      install what is needed, build, run every test
#   make bench      speed, beside the kernel's forwarding and what can be built today
#   make help       all targets
#
# One makefile for all of it.  Sources are found by their place:
#   userspace/*.c userspace/*/*.c   the program        -> build/relgate
#   core/{core,validate*,emit*}.c   the decision core (core.c includes the rest)
#   bpf/*.bpf.c                     BPF programs       -> build/bpf/*.bpf.o, *.skel.h
#   selftests/LANE/test*.c          KTAP tests         -> build/[asan/]selftests/LANE/*
#   selftests/LANE/*.c              tools of a lane    -> build/selftests/LANE/*
#   selftests/fuzz/fuzz_*.c         libFuzzer targets  -> build/fuzz/*
# A lane may bring a lane.mk with rules of its own; selftests/README.md has the rest.

VERSION	:= 0.1
CC	?= gcc
CLANG	?= clang
BPFTOOL	?= $(firstword $(shell command -v bpftool 2>/dev/null) /usr/sbin/bpftool)
BISON	?= bison
FLEX	?= flex
prefix	?= /usr/local
O	:= build

MULTIARCH := $(shell $(CC) -print-multiarch 2>/dev/null)
NLINC	:= $(or $(shell pkg-config --cflags libnl-genl-3.0 2>/dev/null),-I/usr/include/libnl3)
INCLUDES := -I. -Iuserspace -Iinclude/uapi -I$(O) -I$(O)/gen $(NLINC)
WARN	:= -Wall -Wextra -Werror
CPPFLAGS += $(INCLUDES) -D_GNU_SOURCE -DRELGATE_VERSION='"$(VERSION)"'
CFLAGS	?= -O2 -g
STD	:= -std=gnu11
LIBS	:= -Wl,--as-needed -lbpf -lelf -lz -lnl-route-3 -lnl-genl-3 -lnl-3 -ljansson -lpcap -lcrypto -lnftables
SANITIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all

BPF_CFLAGS := -O2 -g -target bpf -mcpu=v3 $(WARN) -Wno-unused-function -Wno-pass-failed \
	-I. -Iinclude/uapi -I$(O) -I/usr/include/$(MULTIARCH)

# ---- what there is -----------------------------------------------------------

GEN	:= $(if $(wildcard userspace/policy/parse.y),$(O)/gen/parse.c) \
	   $(if $(wildcard userspace/policy/scan.l),$(O)/gen/scan.c)
CORE	:= $(wildcard core/core.c core/validate*.c core/emit*.c)
USER	:= $(wildcard userspace/*.c userspace/*/*.c)
BPF_OBJ	:= $(patsubst bpf/%.bpf.c,$(O)/bpf/%.bpf.o,$(wildcard bpf/*.bpf.c))
BPF_SKEL := $(BPF_OBJ:.bpf.o=.skel.h)
SRC	:= $(CORE) $(USER) $(GEN)

obj	= $(patsubst %.c,$(1)/obj/%.o,$(patsubst $(O)/%,%,$(2)))
OBJ	:= $(call obj,$(O),$(SRC))
ASAN_OBJ := $(call obj,$(O)/asan,$(SRC))
FUZZ_OBJ := $(call obj,$(O)/fuzz,$(filter-out userspace/main.c,$(SRC)))

LANE_C	:= $(filter-out selftests/fuzz/fuzz_%,$(wildcard selftests/*/*.c))
LANE_BIN := $(patsubst %.c,$(O)/%,$(LANE_C))
TEST_C	:= $(foreach f,$(LANE_C),$(if $(filter test%,$(notdir $(f))),$(f)))
ASAN_TEST := $(patsubst %.c,$(O)/asan/%,$(TEST_C))
FUZZ_BIN := $(patsubst selftests/fuzz/%.c,$(O)/fuzz/%,$(wildcard selftests/fuzz/fuzz_*.c))

Q	:= $(if $(V),,@)
say	= $(if $(V),,@printf '  %-7s %s\n' $(1) $(2))

.PHONY: all
all: $(O)/relgate $(BPF_OBJ)

# The one-word targets use the processors there are, unless told by -j.
JOBS	= $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 1))
MAKE_ON	= $(MAKE) --no-print-directory $(JOBS)

# ---- the program -------------------------------------------------------------

# Says which package is missing before the compiler says it obscurely.
$(O)/.deps: scripts/install-deps
	@scripts/install-deps --check build
	@mkdir -p $(@D) && touch $@

define c_rules
$(1)/obj/%.o: %.c $(O)/.deps | $(BPF_SKEL) $(GEN)
	$$(call say,$(2),$$@)
	@mkdir -p $$(@D)
	$$(Q)$(3) $(STD) $(WARN) $$(CPPFLAGS) $(4) -MMD -MP -c -o $$@ $$<

$(1)/obj/gen/%.o: $(O)/gen/%.c $(O)/.deps | $(BPF_SKEL) $(GEN)
	$$(call say,$(2),$$@)
	@mkdir -p $$(@D)
	$$(Q)$(3) $(STD) $(WARN) -Wno-unused-function -Wno-unused-but-set-variable -Wno-sign-compare \
		-Iuserspace/policy $$(CPPFLAGS) $(4) -MMD -MP -c -o $$@ $$<
endef

$(eval $(call c_rules,$(O),CC,$(CC),$(CFLAGS)))
$(eval $(call c_rules,$(O)/asan,CC,$(CC),$(SANITIZE)))
$(eval $(call c_rules,$(O)/fuzz,CLANG,$(CLANG),$(FUZZFLAGS) -fsanitize=fuzzer-no-link))

$(O)/relgate: $(OBJ)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(O)/asan/relgate: $(ASAN_OBJ)
	$(call say,LD,$@)
	$(Q)$(CC) $(SANITIZE) -o $@ $^ $(LIBS)

$(O)/gen/parse.c $(O)/gen/parse.h &: userspace/policy/parse.y $(O)/.deps
	$(call say,BISON,$<)
	@mkdir -p $(O)/gen
	$(Q)$(BISON) -Werror -Wno-yacc --defines=$(O)/gen/parse.h -o $(O)/gen/parse.c $<

$(O)/gen/scan.c $(O)/gen/scan.h &: userspace/policy/scan.l $(O)/.deps | $(O)/gen/parse.h
	$(call say,FLEX,$<)
	@mkdir -p $(O)/gen
	$(Q)$(FLEX) --header-file=$(O)/gen/scan.h -o $(O)/gen/scan.c $<

# ---- BPF -----------------------------------------------------------------------

$(O)/bpf/%.bpf.o: bpf/%.bpf.c $(O)/.deps
	$(call say,BPF,$@)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPF_CFLAGS) -MMD -MP -MF $(@:.o=.d) -MT $@ -c -o $@ $<

$(O)/bpf/%.skel.h: $(O)/bpf/%.bpf.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $(subst -,_,$*)_bpf > $@.tmp && mv $@.tmp $@

# Nothing that was built is thrown away as intermediate.
.SECONDARY:

# ---- tests ---------------------------------------------------------------------

# Everything but main(), for tests and tools.
$(O)/librelgate.a: $(filter-out $(O)/obj/userspace/main.o,$(OBJ))
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(O)/asan/librelgate.a: $(filter-out $(O)/asan/obj/userspace/main.o,$(ASAN_OBJ))
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(O)/fuzz/librelgate.a: $(FUZZ_OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# Helpers shared by the tests of a lane: selftests/LANE/lib/*.c, linked into each of them.
lane_lib = $(patsubst %.c,$(1)/obj/%.o,$(wildcard selftests/$(2)/lib/*.c))

.SECONDEXPANSION:
$(O)/selftests/%: $(O)/obj/selftests/%.o $$(call lane_lib,$(O),$$(*D)) $(O)/librelgate.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter-out %.a,$^) $(filter %.a,$^) $(LIBS) -lpthread

$(O)/asan/selftests/%: $(O)/asan/obj/selftests/%.o $$(call lane_lib,$(O)/asan,$$(*D)) $(O)/asan/librelgate.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SANITIZE) -o $@ $(filter-out %.a,$^) $(filter %.a,$^) $(LIBS) -lpthread

$(O)/fuzz/fuzz_%: $(O)/fuzz/obj/selftests/fuzz/fuzz_%.o $(O)/fuzz/librelgate.a
	$(call say,LD,$@)
	$(Q)$(CLANG) $(FUZZFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

LANES := $(shell sed -n 's/^\([a-z][a-z0-9-]*\)[ \t].*/\1/p' selftests/lanes 2>/dev/null)
CHECK_BUILD := all $(O)/asan/relgate $(LANE_BIN) $(ASAN_TEST) $(FUZZ_BIN)

.PHONY: tests check fuzz demo lab lab-down deps docs install uninstall clean help
tests: $(CHECK_BUILD)

check:
	@scripts/install-deps build lab test vm
	@scripts/fetch-geoip
	@$(MAKE_ON) tests
	@selftests/run

CHECK_LANES := $(addprefix check-,$(LANES))
.PHONY: $(CHECK_LANES)
$(CHECK_LANES): check-%:
	@scripts/install-deps build lab test vm
	@$(MAKE_ON) tests
	@selftests/run $*

# Runs on until Ctrl-C (or FUZZ_SECONDS for each target).
FUZZ_SECONDS ?= 0
fuzz: $(FUZZ_BIN)
	@scripts/fuzz $(FUZZ_SECONDS) $(FUZZ_BIN)

demo:
	@scripts/install-deps build lab
	@$(MAKE_ON) all lab-tools
	@selftests/lab/demo.sh

# How long the proof of a large policy takes.
.PHONY: bench-check
bench-check: $(O)/relgate
	@scripts/bench-check

.PHONY: lab-tools
lab-tools: $(filter $(O)/selftests/lab/%,$(LANE_BIN))

lab:
	@scripts/install-deps build lab
	@$(MAKE_ON) all lab-tools
	@selftests/lab/lab.sh up

lab-down:
	@selftests/lab/lab.sh down

deps:
	@scripts/install-deps build lab test vm

# ---- documents made from the sources ---------------------------------------------

docs: docs/reasons.md
docs/reasons.md: include/uapi/linux/relgate.h scripts/gen-reasons
	$(call say,GEN,$@)
	$(Q)scripts/gen-reasons > $@.tmp && mv $@.tmp $@

# ---- install, clean ----------------------------------------------------------------

sbindir	:= $(prefix)/sbin
datadir	:= $(prefix)/share
unitdir	:= $(prefix)/lib/systemd/system
udevdir	:= $(if $(filter /usr,$(prefix)),/usr/lib,/etc)/udev/rules.d
dkmsdir	:= /usr/src/relgate-$(VERSION)
docdir	:= $(datadir)/doc/relgate
UNITS	:= relgate.service relgate-waiting.service relgate-probe.service relgate-mark.service \
	   relgate-mark.timer

# dkms builds the module from its sources, with each kernel anew: `dkms install relgate/VERSION`.
install: all
	install -D -m 755 $(O)/relgate $(DESTDIR)$(sbindir)/relgate
	install -D -m 644 docs/man/relgate.8 $(DESTDIR)$(datadir)/man/man8/relgate.8
	install -D -m 644 docs/man/relgate-policy.5 $(DESTDIR)$(datadir)/man/man5/relgate-policy.5
	install -D -m 644 completion/relgate.bash \
		$(DESTDIR)$(datadir)/bash-completion/completions/relgate
	install -d $(DESTDIR)$(docdir)/policies/parts $(DESTDIR)$(unitdir) $(DESTDIR)$(dkmsdir)
	install -m 644 README.md $(wildcard docs/*.md) spec/relgate.yaml $(DESTDIR)$(docdir)
	install -m 644 $(wildcard policies/*.rg) $(DESTDIR)$(docdir)/policies
	install -m 644 $(wildcard policies/parts/*.rg) $(DESTDIR)$(docdir)/policies/parts
	for unit in $(UNITS); do sed 's|@SBINDIR@|$(sbindir)|' systemd/$$unit.in \
		>$(DESTDIR)$(unitdir)/$$unit && chmod 644 $(DESTDIR)$(unitdir)/$$unit || exit 1; done
	install -D -m 644 systemd/90-relgate.rules $(DESTDIR)$(udevdir)/90-relgate.rules
	cp --parents $(KMOD_SRC) dkms.conf COPYING $(DESTDIR)$(dkmsdir)

# The policy that is kept for the next boot, /var/lib/relgate, is left: `relgate detach` removes it.
uninstall:
	rm -f $(DESTDIR)$(sbindir)/relgate $(DESTDIR)$(datadir)/man/man8/relgate.8 \
		$(DESTDIR)$(datadir)/man/man5/relgate-policy.5 \
		$(DESTDIR)$(datadir)/bash-completion/completions/relgate \
		$(addprefix $(DESTDIR)$(unitdir)/,$(UNITS)) $(DESTDIR)$(udevdir)/90-relgate.rules
	rm -rf $(DESTDIR)$(docdir) $(DESTDIR)$(dkmsdir)

clean:
	rm -rf $(O)

help:
	@sed -n '/^# *make/s/^# *//p' Makefile
	@echo 'make check-LANE  one lane: $(LANES)'
	@echo 'make check-breaks  breaks the code on purpose, and wants the tests to notice'
	@echo 'make fuzz        run the fuzzers until Ctrl-C (FUZZ_SECONDS=60: a minute each)'
	@echo 'make bench-check how long check takes for 200 nations, 1,000 agreements, 20 assertions'
	@echo 'make check-vm    every scenario on the module and on BPF in two emulated kernels; make check-long: also what takes hours'
	@echo 'make bench-vm    instructions per packet, counted in emulated kernels'
	@echo 'make lab         the lab by hand; make lab-down removes it'
	@echo 'make deps        install the packages (Debian 12, root)'
	@echo 'make docs        documents that are made from the sources'
	@echo 'make install     DESTDIR, prefix=/usr/local; make uninstall'
	@echo 'make modules     the kernel module, KDIR=/lib/modules/RELEASE/build; make check-config KDIR=...'
	@echo 'make clean       remove build/'
	@echo 'V=1 shows the commands.'

-include $(wildcard selftests/*/lane.mk)
-include $(shell find $(O) -name '*.d' 2>/dev/null)
