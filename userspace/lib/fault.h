/* SPDX-License-Identifier: GPL-2.0-only */
/* In words: why a policy image was refused, or a label cannot be written. */
#ifndef RELGATE_FAULT_H
#define RELGATE_FAULT_H

#include "../../core/emit.h"
#include "../../core/validate.h"

/**
 * rg_fault_text() - what is wrong with an image, and where
 * @fault: from rg_validate()
 *
 * Return: one line without a newline, such as "agreements, record 3: there is no
 * such level, or a range is upside down"; it stands until the thread's next call.
 */
const char *rg_fault_text(const struct rg_fault *fault);

/** rg_emit_text() - what enum rg_emit_fault says, one line */
const char *rg_emit_text(unsigned int fault);

#endif
