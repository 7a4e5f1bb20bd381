# SPDX-License-Identifier: GPL-2.0-only
# By itself, not a lane of `make check`: about a quarter of an hour.
.PHONY: check-breaks
check-breaks:
	@scripts/install-deps build lab test
	@$(MAKE_ON) tests
	@selftests/breaks/run
