// SPDX-License-Identifier: GPL-2.0-only
/* The whole core as one unit: how BPF includes it and the others compile it. */
#include "core.h"
#include "cipso.c"
#include "calipso.c"
#include "ip6.c"
#include "frame.c"
#include "label.c"
#include "nation.c"
#include "agreement.c"
#include "local.c"
#include "decide.c"
