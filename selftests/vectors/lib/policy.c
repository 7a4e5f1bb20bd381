// SPDX-License-Identifier: GPL-2.0-only
/* Policies of the vectors: compiled once, validated, and their names looked up. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include "vec.h"
#include "../../../core/image.h"
#include "../../../core/validate.h"
#include "policy/policy.h"
#include "lib/util.h"

FILE *vec_diag;

static struct vec_policy *cache;
static unsigned int serial;

static char *copy(const char *s)
{
	char *c = strdup(s);

	if (!c)
		abort();
	return c;
}

void vec_policy_free(struct vec_policy *p)
{
	free(p->what);
	free(p->text);
	free(p->image);
	free(p);
}

void vec_policies_free(void)
{
	struct vec_policy *p;

	while ((p = cache)) {
		cache = p->next;
		vec_policy_free(p);
	}
}

static int compile(struct vec_policy *p, const char *path)
{
	struct rg_compiled out;
	struct rg_fault fault;
	char *diag = NULL;
	size_t size;
	FILE *f = open_memstream(&diag, &size);
	int ret;

	ret = rg_policy_compile(path, f, 0, &out);
	fclose(f);
	if (ret)
		fprintf(vec_diag ? vec_diag : stderr, "%s does not compile:\n%s", p->what, diag);
	free(diag);
	if (!ret && rg_validate(out.image, out.size, &fault) != RG_F_OK) {
		fprintf(stderr, "%s: the compiler's image is refused: fault %u, section %u, "
			"index %u\n", p->what, fault.code, fault.section, fault.index);
		ret = -1;
	}
	if (!ret) {
		/* A copy of the exact size: the sanitizer sees a look behind its end. */
		p->size = out.size;
		p->image = malloc(out.size);
		memcpy(p->image, out.image, out.size);
		p->img.page0 = p->image;
	}
	rg_compiled_free(&out);
	return ret;
}

/* A writable interface of the image. */
struct rg_interface *vec_policy_interface(struct vec_policy *p, unsigned int i)
{
	uint32_t off = rg_header(&p->img)->sec[RG_SEC_INTERFACE].off;

	return (struct rg_interface *)(p->image + off) + i;
}

static struct vec_policy *cached(const char *text)
{
	struct vec_policy *p;

	for (p = cache; p; p = p->next)
		if (*text && !strcmp(p->text, text))
			return p;
	return NULL;
}

static struct vec_policy *new_policy(const char *what, const char *text, const char *path)
{
	struct vec_policy *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->serial = ++serial;
	p->what = copy(what);
	p->text = copy(text);
	if (compile(p, path)) {
		vec_policy_free(p);
		return NULL;
	}
	p->next = cache;
	cache = p;
	return p;
}

/** vec_policy_file() - the policy of a file; NULL after the compiler has said why */
struct vec_policy *vec_policy_file(const char *path)
{
	struct vec_policy *p = cached(path);

	return p ? p : new_policy(path, path, path);
}

/** vec_policy_text() - a policy from its text; its includes must have whole paths */
struct vec_policy *vec_policy_text(const char *what, const char *text)
{
	struct vec_policy *p = cached(text);
	size_t len = strlen(text);
	char path[64];
	int fd;

	if (p)
		return p;
	fd = memfd_create("policy", MFD_CLOEXEC);
	if (fd < 0 || write(fd, text, len) != (ssize_t)len) {
		perror("memfd");
		return NULL;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	p = new_policy(what, text, path);
	close(fd);
	return p;
}

/** vec_policy_sign() - the digest of an image that has been changed */
int vec_policy_sign(struct vec_policy *p)
{
	uint8_t digest[RG_DIGEST_LEN];

	if (rg_image_digest(p->image, p->size, digest))
		return -1;
	memcpy(((struct rg_image_header *)p->image)->digest, digest, sizeof(digest));
	return 0;
}

static int widen(struct vec_policy *p, char *names)
{
	struct rg_fault fault;
	struct rg_interface *x;
	char *save, *name;
	int i;

	for (name = strtok_r(names, " \t", &save); name; name = strtok_r(NULL, " \t", &save)) {
		i = vec_find_interface(p, name);
		if (i < 0)
			return -1;
		x = vec_policy_interface(p, i);
		x->in_min = 0;
		x->out_min = 0;
		x->in_max = rg_header(&p->img)->sec[RG_SEC_LEVEL].count - 1;
		x->out_max = x->in_max;
	}
	if (rg_validate(p->image, p->size, &fault) != RG_F_OK)
		return -1;
	return vec_policy_sign(p);
}

/**
 * vec_policy_widened() - a policy that the compiler refuses, but the core must survive
 * @from: the same, but for ranges that keep apart what must not meet
 * @names: the interfaces whose ranges of levels are to be all levels
 */
struct vec_policy *vec_policy_widened(const struct vec_policy *from, char *names)
{
	struct vec_policy *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	*p = *from;
	p->serial = ++serial;
	p->what = copy(from->what);
	p->text = copy("");
	p->image = malloc(p->size);
	memcpy(p->image, from->image, p->size);
	p->img.page0 = p->image;
	if (widen(p, names)) {
		vec_policy_free(p);
		return NULL;
	}
	p->next = cache;
	cache = p;
	return p;
}

static const struct rg_section *section(const struct vec_policy *p, unsigned int id)
{
	return &rg_header(&p->img)->sec[id];
}

static const char *string(const struct vec_policy *p, uint32_t off)
{
	return (const char *)p->image + section(p, RG_SEC_STRING)->off + off;
}

const char *vec_interface_name(const struct vec_policy *p, unsigned int i)
{
	if (i >= section(p, RG_SEC_INTERFACE)->count)
		return "none";
	return rg_interface(&p->img, i)->name;
}

const char *vec_agreement_name(const struct vec_policy *p, unsigned int i)
{
	if (i >= section(p, RG_SEC_AGREEMENT)->count)
		return "none";
	return string(p, rg_agreement(&p->img, i)->name);
}

const char *vec_nation_code(const struct vec_policy *p, unsigned int i)
{
	const struct rg_nation *n;

	if (!i || i >= section(p, RG_SEC_NATION)->count)
		return "none";
	n = (const struct rg_nation *)(p->image + section(p, RG_SEC_NATION)->off);
	return n[i].code;
}

int vec_find_interface(const struct vec_policy *p, const char *name)
{
	unsigned int i;

	for (i = 0; i < section(p, RG_SEC_INTERFACE)->count; i++)
		if (!strcmp(vec_interface_name(p, i), name))
			return i;
	return -1;
}

int vec_find_agreement(const struct vec_policy *p, const char *name)
{
	unsigned int i;

	for (i = 0; i < section(p, RG_SEC_AGREEMENT)->count; i++)
		if (!strcmp(vec_agreement_name(p, i), name))
			return i;
	return -1;
}

int vec_find_nation(const struct vec_policy *p, const char *code)
{
	unsigned int i;

	for (i = 1; i < section(p, RG_SEC_NATION)->count; i++)
		if (!strcmp(vec_nation_code(p, i), code))
			return i;
	return -1;
}

int vec_find_level(const struct vec_policy *p, const char *name)
{
	const uint32_t *off = (const uint32_t *)(p->image + section(p, RG_SEC_LEVEL)->off);
	unsigned int i;

	for (i = 0; i < section(p, RG_SEC_LEVEL)->count; i++)
		if (!strcmp(string(p, off[i]), name))
			return i;
	return -1;
}
