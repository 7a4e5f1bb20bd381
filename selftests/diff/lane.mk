# The differential run borrows the vectors' frames, policies and executors.
DIFF_VEC := $(patsubst %.c,%.o,$(wildcard selftests/vectors/lib/*.c))

$(O)/selftests/diff/test_diff: $(addprefix $(O)/obj/,$(DIFF_VEC))
$(O)/asan/selftests/diff/test_diff: $(addprefix $(O)/asan/obj/,$(DIFF_VEC))

.PHONY: diff-long
diff-long: $(O)/asan/selftests/diff/test_diff
	$< --seed $(or $(SEED),$(shell date +%s)) --policies 1000 --packets 1000
