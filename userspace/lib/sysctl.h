/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RELGATE_SYSCTL_H
#define RELGATE_SYSCTL_H

/**
 * rg_sysctl_get() - an integer below /proc/sys, of the thread's network namespace
 * @fmt: its path there, with slashes (device names hold dots)
 *
 * Return: its value, or -1 if there is none such or it is no number.
 */
int rg_sysctl_get(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
