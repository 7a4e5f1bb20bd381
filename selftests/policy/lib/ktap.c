// SPDX-License-Identifier: GPL-2.0-only
/* The same KTAP output as in the unit lane. */
#include "../../unit/lib/ktap.c"
