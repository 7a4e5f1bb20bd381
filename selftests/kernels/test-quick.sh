#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module built, inserted and misused in two emulated kernels, and one scenario or two
# of each engine there: what `make check-vm` and `make check-long` do at length.
cd "$(dirname "$0")/../.." || exit 1
VM_SET=quick exec selftests/vm/test-kernels.sh
