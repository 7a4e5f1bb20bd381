/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RELGATE_NETNS_H
#define RELGATE_NETNS_H

/**
 * rg_netns_enter() - move the calling thread to another network namespace
 * @name: a name as in `ip netns` (/run/netns/NAME), or a path that holds a slash
 *
 * Only the network namespace changes: bpffs and files stay those of the caller.
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_netns_enter(const char *name);

/**
 * rg_netns_run() - call a function inside another network namespace, and come back
 * @path: the namespace's file, for example /proc/1/ns/net
 * @fn: called there
 * @arg: passed on
 *
 * Return: what @fn returned, or -1 if the namespace could not be entered
 * (nothing is said). If the way back fails the program ends: going on in the
 * wrong namespace would act on the wrong gate.
 */
int rg_netns_run(const char *path, int (*fn)(void *arg), void *arg);

/**
 * rg_netns_run_initial() - call a function where the kernel's global families answer
 * @fn: called in the network namespace of process 1 or, where that cannot be
 *	entered, in the one that the program was started in
 * @arg: passed on
 *
 * Return: what @fn returned, or -1.
 */
int rg_netns_run_initial(int (*fn)(void *arg), void *arg);

#endif
