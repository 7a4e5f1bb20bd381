// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last good policy: one file with a digest over all of it, root's alone.  Beside
 * it the bare names of its interfaces, for closing them when that file is damaged;
 * they are never trusted for anything else.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <openssl/evp.h>
#include "../core/validate.h"
#include "../engine/bind.h"
#include "../lib/util.h"
#include "boot.h"

#define MAGIC "RGSAVED1"

/**
 * struct header - of the file; records and image follow
 * @digest: SHA-256 of the whole file with this field zero
 */
struct header {
	char magic[8];
	char engine[8];
	uint32_t if_count, image_size;
	uint8_t digest[32];
};

static const char *state_dir(void)
{
	const char *dir = getenv("RELGATE_STATE");

	return dir && *dir ? dir : RG_STATE_DIR;
}

static const char *state_path(const char *name)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s", state_dir(), name);
	return path;
}

/**
 * rg_saved_here() - whether what is applied in this network namespace is kept
 *
 * Only the machine's own namespace comes back at boot; another one's state is kept
 * where RELGATE_STATE names a folder for it.
 */
bool rg_saved_here(void)
{
	struct stat own, first;

	if (getenv("RELGATE_STATE"))
		return true;
	return !stat("/proc/thread-self/ns/net", &own) && !stat("/proc/1/ns/net", &first) &&
	       own.st_dev == first.st_dev && own.st_ino == first.st_ino;
}

static int digest(uint8_t *file, size_t size, uint8_t out[32])
{
	struct header *h = (struct header *)file, was = *h;
	int ok;

	memset(h->digest, 0, sizeof(h->digest));
	ok = EVP_Digest(file, size, out, NULL, EVP_sha256(), NULL);
	*h = was;
	return ok ? 0 : rg_error("SHA-256 is not to be had from the crypto library");
}

static int seal(uint8_t *file, size_t size)
{
	uint8_t sum[32];

	if (digest(file, size, sum))
		return -1;
	memcpy(((struct header *)file)->digest, sum, sizeof(sum));
	return 0;
}

/* Synced before it takes the old one's place: a power cut leaves one or the other. */
static int replace(const char *name, const void *bytes, size_t size)
{
	char path[4096], fresh[4200];
	ssize_t n;
	int fd, err;

	snprintf(path, sizeof(path), "%s", state_path(name));
	snprintf(fresh, sizeof(fresh), "%s.new", path);
	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return rg_error("%s: %s", fresh, strerror(errno));
	n = write(fd, bytes, size);
	err = n != (ssize_t)size || fsync(fd);
	close(fd);
	if (!err && !rename(fresh, path))
		return 0;
	err = rg_error("%s: %s", fresh, strerror(errno));
	unlink(fresh);
	return err;
}

static int make_dir(void)
{
	struct stat st;

	if (mkdir(state_dir(), 0700) && errno != EEXIST)
		return rg_error("%s: %s", state_dir(), strerror(errno));
	if (lstat(state_dir(), &st) || !S_ISDIR(st.st_mode) || st.st_uid || st.st_mode & 022)
		return rg_error("%s must be a folder of root's that nobody else can write to",
				state_dir());
	return 0;
}

/** rg_state_replace() - a small file of the state folder: 0, or -1 after rg_error() */
int rg_state_replace(const char *name, const void *bytes, size_t size)
{
	return make_dir() || replace(name, bytes, size) ? -1 : 0;
}

static void fill_ifs(struct rg_saved_if *to, const struct rg_interface *ifc, size_t n,
		     const struct rg_host *host)
{
	const struct rg_device *dev;
	size_t i;

	for (i = 0; i < n; i++) {
		memcpy(to[i].name, ifc[i].name, RG_IFNAME_LEN);
		dev = rg_host_device(host, ifc[i].name);
		if (dev)
			memcpy(to[i].mac, dev->mac, 6);
	}
}

static int write_names(const struct rg_interface *ifc, size_t n)
{
	char text[RG_INTERFACE_MAX * (RG_IFNAME_LEN + 1)] = "";
	size_t i, len = 0;

	for (i = 0; i < n; i++)
		len += sprintf(text + len, "%.15s\n", ifc[i].name);
	return replace("interfaces", text, len);
}

/**
 * rg_saved_write() - keep the policy in force for the next boot
 * @engine: that it is in force in
 * @image: its image
 * @size: bytes
 *
 * Return: 0, or -1 after rg_error().
 */
int rg_saved_write(const char *engine, const uint8_t *image, size_t size)
{
	const struct rg_interface *ifc;
	struct rg_host host;
	struct header *h;
	size_t n, total;
	int err;

	ifc = rg_image_interfaces(image, &n);
	total = sizeof(*h) + n * sizeof(struct rg_saved_if) + size;
	h = calloc(1, total);
	if (!h)
		return rg_error("out of memory");
	err = rg_host_read(&host);
	memcpy(h->magic, MAGIC, sizeof(h->magic));
	snprintf(h->engine, sizeof(h->engine), "%s", engine);
	h->if_count = n;
	h->image_size = size;
	fill_ifs((struct rg_saved_if *)(h + 1), ifc, n, &host);
	memcpy((uint8_t *)(h + 1) + n * sizeof(struct rg_saved_if), image, size);
	/* The names first: without them a damaged policy could not close anything. */
	err = err || seal((uint8_t *)h, total) || make_dir() || write_names(ifc, n) || replace("policy", h, total) ? -1 : 0;
	rg_host_free(&host);
	free(h);
	return err;
}

/** rg_saved_remove() - keep nothing: 0, or -1 after rg_error() */
int rg_saved_remove(void)
{
	static const char *const name[] = { "policy", "interfaces", "time" };
	size_t i;

	for (i = 0; i < 3; i++)
		if (unlink(state_path(name[i])) && errno != ENOENT)
			return rg_error("%s: %s", state_path(name[i]), strerror(errno));
	return 0;
}

/* A file of root's that nobody else can have written; NULL: errno says why. */
static uint8_t *read_own(const char *name, size_t max, size_t *size)
{
	int fd = open(state_path(name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	uint8_t *bytes = NULL;
	struct stat st;

	if (fd < 0)
		return NULL;
	errno = EPERM;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && !st.st_uid && !(st.st_mode & 022) &&
	    (size_t)st.st_size <= max)
		bytes = malloc(st.st_size + 1);
	if (bytes && read(fd, bytes, st.st_size) != st.st_size) {
		free(bytes);
		bytes = NULL;
		errno = EIO;
	}
	close(fd);
	*size = bytes ? (size_t)st.st_size : 0;
	return bytes;
}

/**
 * rg_state_read() - a small text of the state folder
 * @name: of the file
 * @text: result, with a NUL behind it
 * @size: room
 *
 * Return: whether there is one; one that nobody may trust after rg_error().
 */
enum rg_saved_state rg_state_read(const char *name, char *text, size_t size)
{
	size_t len;
	uint8_t *bytes = read_own(name, size - 1, &len);

	if (!bytes && errno == ENOENT)
		return RG_SAVED_NONE;
	if (!bytes) {
		rg_error("%s: it must be a small file of root's that nobody else can write to",
			 state_path(name));
		return RG_SAVED_BAD;
	}
	memcpy(text, bytes, len);
	text[len] = '\0';
	free(bytes);
	return RG_SAVED_GOOD;
}

static bool whole(const struct header *h, size_t size)
{
	return size >= sizeof(*h) && !memcmp(h->magic, MAGIC, sizeof(h->magic)) &&
	       !h->engine[sizeof(h->engine) - 1] && h->if_count <= RG_INTERFACE_MAX &&
	       h->image_size >= sizeof(struct rg_image_header) && h->image_size <= RG_IMAGE_MAX &&
	       size == sizeof(*h) + h->if_count * sizeof(struct rg_saved_if) + h->image_size;
}

static enum rg_saved_state bad(struct rg_saved *s, const char *why)
{
	rg_error("%s is refused: %s", state_path("policy"), why);
	rg_saved_free(s);
	return RG_SAVED_BAD;
}

/**
 * rg_saved_read() - the policy that was kept
 * @s: result; rg_saved_free() it
 *
 * Return: whether there is one, and it is whole; a bad one after rg_error().
 */
enum rg_saved_state rg_saved_read(struct rg_saved *s)
{
	const size_t max = sizeof(struct header) +
			   RG_INTERFACE_MAX * sizeof(struct rg_saved_if) + RG_IMAGE_MAX;
	struct rg_fault fault;
	const struct header *h;
	uint8_t sum[32];
	size_t size;

	memset(s, 0, sizeof(*s));
	s->file = read_own("policy", max, &size);
	if (!s->file && errno == ENOENT)
		return access(state_path("interfaces"), F_OK) ? RG_SAVED_NONE :
			bad(s, "it is gone, but its list of interfaces is there");
	if (!s->file)
		return bad(s, errno == EPERM ? "it must be a file of root's that nobody else can write to" :
			   strerror(errno));
	h = (const struct header *)s->file;
	if (!whole(h, size))
		return bad(s, "it is cut off, or no policy that relgate saved");
	if (digest(s->file, size, sum) || memcmp(sum, h->digest, sizeof(sum)))
		return bad(s, "it is damaged: its digest does not match its bytes");
	memcpy(s->engine, h->engine, sizeof(s->engine));
	s->ifc = (const struct rg_saved_if *)(h + 1);
	s->if_count = h->if_count;
	s->image = (const uint8_t *)(s->ifc + s->if_count);
	s->image_size = h->image_size;
	if (rg_validate(s->image, s->image_size, &fault))
		return bad(s, "its image is not valid; apply the policy again");
	return RG_SAVED_GOOD;
}

void rg_saved_free(struct rg_saved *s)
{
	free(s->file);
	memset(s, 0, sizeof(*s));
}

static bool is_name(const char *word)
{
	size_t len = strlen(word);

	return len && len < RG_IFNAME_LEN && !strpbrk(word, "\"/ \t\\");
}

/** rg_saved_names() - the interfaces to close where the policy is damaged; how many */
size_t rg_saved_names(char names[RG_INTERFACE_MAX][RG_IFNAME_LEN])
{
	char *text, *word, *rest;
	size_t size, n = 0;

	text = (char *)read_own("interfaces", RG_INTERFACE_MAX * (RG_IFNAME_LEN + 1), &size);
	if (!text)
		return 0;
	text[size] = '\0';
	for (word = strtok_r(text, "\n", &rest); word && n < RG_INTERFACE_MAX;
	     word = strtok_r(NULL, "\n", &rest)) {
		if (!is_name(word))
			continue;
		memset(names[n], 0, RG_IFNAME_LEN);
		memcpy(names[n++], word, strlen(word));
	}
	free(text);
	return n;
}
