# SPDX-License-Identifier: GPL-2.0-only
# A thousand alternations of two policies under traffic: some minutes.
check-long::
	@$(MAKE_ON) tests
	@RELGATE=$(abspath $(O))/relgate ALTERNATIONS=1000 selftests/net/test-alternate.sh
