// SPDX-License-Identifier: GPL-2.0-only
/* relgate: a gateway that routes packets by security label and nation of origin. */
#include "cmd/verb.h"

int main(int argc, char **argv)
{
	return rg_verb_main(argc, argv);
}
