# SPDX-License-Identifier: GPL-2.0-only
# Some minutes more of the prover against brute force.
check-long::
	@$(MAKE_ON) $(O)/selftests/policy/test_prove
	@BUILD=$(abspath $(O)) POLICIES=1000 selftests/policy/test-brute-force
