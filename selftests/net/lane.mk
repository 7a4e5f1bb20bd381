# SPDX-License-Identifier: GPL-2.0-only
# A thousand alternations of two policies under traffic; transfers of 100 MB under every
# setting of offloads: some minutes.
check-long::
	@$(MAKE_ON) tests
	@RELGATE=$(abspath $(O))/relgate ALTERNATIONS=1000 selftests/net/test-alternate.sh
	@RELGATE=$(abspath $(O))/relgate OFFLOADS=all MEGABYTES=100 selftests/net/test-offload.sh
