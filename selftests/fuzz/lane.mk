# SPDX-License-Identifier: GPL-2.0-only
# Seeds are made by our own code, never stored.
.PHONY: fuzz-seeds
fuzz-seeds: $(O)/selftests/fuzz/seeds
	@mkdir -p $(O)/fuzz/corpus
	@$(O)/selftests/fuzz/seeds $(O)/fuzz/corpus

fuzz: fuzz-seeds
