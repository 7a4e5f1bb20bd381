# The differential run borrows the vectors' frames, policies and executors.
DIFF_VEC := $(patsubst %.c,%.o,$(wildcard selftests/vectors/lib/*.c))

$(O)/selftests/diff/test_diff: $(addprefix $(O)/obj/,$(DIFF_VEC))
$(O)/asan/selftests/diff/test_diff: $(addprefix $(O)/asan/obj/,$(DIFF_VEC))

$(O)/selftests/diff/test_options: $(addprefix $(O)/obj/,$(DIFF_VEC))
$(O)/asan/selftests/diff/test_options: $(addprefix $(O)/asan/obj/,$(DIFF_VEC))

$(O)/selftests/diff/test_round: $(addprefix $(O)/obj/,$(DIFF_VEC))
$(O)/asan/selftests/diff/test_round: $(addprefix $(O)/asan/obj/,$(DIFF_VEC))

# A million option areas through userspace and BPF, from a new seed.
.PHONY: options-long
options-long: $(O)/selftests/diff/test_options
	TOP=$(CURDIR) $< --count 1000000 --seed $(or $(SEED),$(shell date +%s))
check-long:: options-long

.PHONY: diff-long
diff-long: $(O)/asan/selftests/diff/test_diff
	$< --seed $(or $(SEED),$(shell date +%s)) --policies 1000 --packets 1000
