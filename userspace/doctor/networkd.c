// SPDX-License-Identifier: GPL-2.0-only
/* systemd-networkd takes away routing rules that it did not make, the gate's lock among them. */
#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include "doctor.h"

#define KEY "ManageForeignRoutingPolicyRules"

static int is_no(const char *value)
{
	static const char *const words[] = { "no", "false", "off", "0", "n", "f" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcasecmp(value, words[i]))
			return 1;
	return 0;
}

/* What a file says: 1 keeps its hands off, 0 does not, -1 says nothing. */
static int read_file(const char *path)
{
	char line[512];
	int says = -1;
	FILE *f = fopen(path, "re");

	while (f && fgets(line, sizeof(line), f)) {
		char *p = line + strspn(line, " \t");

		if (strncmp(p, KEY, strlen(KEY)))
			continue;
		p += strlen(KEY);
		p += strspn(p, " \t");
		if (*p++ != '=')
			continue;
		p += strspn(p, " \t");
		p[strcspn(p, " \t\r\n")] = '\0';
		says = is_no(p);
	}
	if (f)
		fclose(f);
	return says;
}

/* The main file first, then the drop-ins; the later wins. */
static int configured(void)
{
	static const char *const globs[] = {
		"/etc/systemd/networkd.conf",
		"/usr/lib/systemd/networkd.conf.d/*.conf",
		"/run/systemd/networkd.conf.d/*.conf",
		"/etc/systemd/networkd.conf.d/*.conf",
	};
	int says = 0;
	size_t i, n;

	for (i = 0; i < sizeof(globs) / sizeof(*globs); i++) {
		glob_t g = { 0 };

		if (!glob(globs[i], 0, NULL, &g))
			for (n = 0; n < g.gl_pathc; n++) {
				int one = read_file(g.gl_pathv[n]);

				says = one < 0 ? says : one;
			}
		globfree(&g);
	}
	return says;
}

void rg_doctor_networkd(struct rg_patient *p)
{
	if (access("/run/systemd/netif/state", F_OK) || configured())
		return;
	rg_finding(p, RG_WARNING, "networkd",
		   "mkdir -p /etc/systemd/networkd.conf.d && printf '[Network]\\n" KEY "=no\\n' > "
		   "/etc/systemd/networkd.conf.d/relgate.conf && systemctl restart systemd-networkd",
		   "systemd-networkd runs on this host and removes routing rules that it did not make: it would take the first lock away");
}
