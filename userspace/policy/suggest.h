/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RELGATE_SUGGEST_H
#define RELGATE_SUGGEST_H

/**
 * suggest() - "did you mean"
 * @word: what was written
 * @known: what there is
 * @n: how many of them
 *
 * Return: the known word that is close enough to be meant, or NULL.
 */
const char *suggest(const char *word, const char *const *known, int n);

#endif
