/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RELGATE_NOTIFY_H
#define RELGATE_NOTIFY_H

/** rg_notify() - tell the supervisor, if there is one: "READY=1", "WATCHDOG=1" */
void rg_notify(const char *state);

#endif
