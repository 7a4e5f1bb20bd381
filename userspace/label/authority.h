/* SPDX-License-Identifier: GPL-2.0-only */
/* The names of RIPSO's flags (RFC 1108, section 2.4). */
#ifndef RELGATE_AUTHORITY_H
#define RELGATE_AUTHORITY_H

/** rg_authority_number() - the category that the flag of that authority is, or -1 */
int rg_authority_number(const char *name);
/** rg_authority_name() - the authority whose flag the category is, or NULL */
const char *rg_authority_name(unsigned int number);
/** rg_authority_names() - all of them, for messages */
const char *rg_authority_names(void);

#endif
