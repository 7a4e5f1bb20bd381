/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RELGATE_ALONE_H
#define RELGATE_ALONE_H

/**
 * rg_alone() - be the only one of its kind in this network namespace
 * @name: of the kind, short
 *
 * Return: a descriptor, to be held as long as that is to be so, or -1: there is another.
 */
int rg_alone(const char *name);

#endif
