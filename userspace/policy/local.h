/* SPDX-License-Identifier: GPL-2.0-only */
/* `local in tcp 22`: traffic to or from the gate itself. */
#ifndef RELGATE_POLICY_LOCAL_H
#define RELGATE_POLICY_LOCAL_H

#include "model.h"

/** local_parse() - "tcp 22", "udp 500 .. 4500", "icmp"; -1 after an error; dir stays 0 */
int local_parse(struct model *m, const struct ast_node *ports, struct rg_local *l);
/** local_tidy() - sort an interface's statements, drop what stands twice, check the limit */
void local_tidy(struct model *m, struct m_interface *ifc);

#endif
