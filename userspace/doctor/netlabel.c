// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's stack drops packets for itself whose DOI NetLabel does not know.
 * Packets that cross do not go through the stack, so only interfaces with `local`
 * statements need it.  NetLabel is one for all network namespaces, and answers
 * only in the initial one.
 */
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include "../lib/netns.h"
#include "doctor.h"

#define DOIS_MAX 1024
#define CMD_LISTALL 4		/* of both families */
#define ATTR_DOI 1

/**
 * struct known - the DOIs of one family
 * @name: generic netlink family
 * @asked: it answered
 */
struct known {
	const char *name;
	uint32_t doi[DOIS_MAX];
	unsigned int count;
	bool asked;
};

static int on_doi(struct nl_msg *msg, void *arg)
{
	struct nlattr *tb[ATTR_DOI + 1];
	struct known *k = arg;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, tb, ATTR_DOI, NULL) || !tb[ATTR_DOI])
		return NL_SKIP;
	if (k->count < DOIS_MAX)
		k->doi[k->count++] = nla_get_u32(tb[ATTR_DOI]);
	return NL_OK;
}

static int list(void *arg)
{
	struct known *k = arg;
	struct nl_sock *sk = nl_socket_alloc();
	int family;

	k->count = 0;
	k->asked = false;
	if (!sk)
		return -1;
	if (!genl_connect(sk)) {
		family = genl_ctrl_resolve(sk, k->name);
		nl_socket_modify_cb(sk, NL_CB_VALID, NL_CB_CUSTOM, on_doi, k);
		if (family > 0 &&
		    genl_send_simple(sk, family, CMD_LISTALL, 1, NLM_F_DUMP) >= 0 &&
		    nl_recvmsgs_default(sk) >= 0)
			k->asked = true;
	}
	nl_socket_free(sk);
	return k->asked ? 0 : -1;
}

static bool has(const struct known *k, uint32_t doi)
{
	unsigned int i;

	for (i = 0; i < k->count; i++)
		if (k->doi[i] == doi)
			return true;
	return false;
}

static bool needs(const struct rg_view *v, unsigned int flag, uint32_t doi, char *names)
{
	bool any = false;
	uint32_t i;
	int n;

	for (i = 0; i < rg_view_count(v, RG_SEC_INTERFACE); i++) {
		const struct rg_interface *ifc = rg_interface(&v->img, i);

		if (!(ifc->flags & flag) || !ifc->local_count)
			continue;
		for (n = 0; n < ifc->doi_count && n < RG_DOI_PER_IF_MAX; n++)
			if (ifc->doi[n] == doi) {
				rg_list(names, ", ", "%s", ifc->name);
				any = true;
			}
	}
	return any;
}

static void missing(struct rg_patient *p, const struct known *k, unsigned int flag)
{
	bool calipso = flag == RG_IF_CALIPSO;
	uint32_t i;

	for (i = 0; i < rg_view_count(&p->view, RG_SEC_DOI); i++) {
		uint32_t doi = rg_doi(&p->view.img, i)->doi;
		char names[RG_FINDING_MAX] = "";

		if (has(k, doi) || !needs(&p->view, flag, doi, names))
			continue;
		rg_finding(p, RG_WARNING, "netlabel-doi",
			   rg_mend("netlabelctl %s add pass doi:%u%s    # in the initial network namespace",
				   calipso ? "calipso" : "cipsov4", doi, calipso ? "" : " tags:1,2,5"),
			   "DOI %u is unknown to NetLabel (%s): the stack drops packets with that label for the gate's own services on %s",
			   doi, calipso ? "CALIPSO" : "CIPSO", names);
	}
}

static bool wanted(const struct rg_view *v, unsigned int flag)
{
	char names[RG_FINDING_MAX] = "";
	uint32_t i;

	for (i = 0; i < rg_view_count(v, RG_SEC_DOI); i++)
		if (needs(v, flag, rg_doi(&v->img, i)->doi, names))
			return true;
	return false;
}

static void family(struct rg_patient *p, const char *name, unsigned int flag)
{
	static struct known k;

	if (!wanted(&p->view, flag))
		return;
	k.name = name;
	rg_netns_run_initial(list, &k);
	if (k.asked)
		missing(p, &k, flag);
	else
		rg_finding(p, RG_NOTE, "netlabel", NULL,
			   "which %s DOIs NetLabel knows cannot be told from here (not the initial network namespace, or a kernel without NetLabel)",
			   flag == RG_IF_CIPSO ? "CIPSO" : "CALIPSO");
}

void rg_doctor_netlabel(struct rg_patient *p)
{
	if (!p->view.bytes)
		return;
	family(p, "NLBL_CIPSOv4", RG_IF_CIPSO);
	family(p, "NLBL_CALIPSO", RG_IF_CALIPSO);
}
