// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "load.h"

/* Files being parsed: who included whom. */
struct frame {
	struct frame *up;
	uint32_t file;
	unsigned int depth;
};

static void load_file(struct ast *ast, uint32_t file, struct frame *up);

static uint32_t source_add(struct ast *ast, const char *path, char *text, size_t len)
{
	struct diag *d = ast->diag;
	struct source *grown = arena_alloc(&ast->arena, (d->source_count + 1) * sizeof(*grown));

	if (d->source_count)
		memcpy(grown, d->source, d->source_count * sizeof(*grown));
	d->source = grown;
	d->source[d->source_count] = (struct source){
		.path = arena_dup(&ast->arena, path, strlen(path)), .text = text, .len = len,
	};
	return d->source_count++;
}

/* The whole of an open file, with a NUL behind it; NULL and errno if that fails. */
static char *read_all(struct ast *ast, int fd, size_t hint, size_t *len)
{
	size_t cap = hint < 4096 ? 4096 : hint + 1;
	char *text = arena_alloc(&ast->arena, cap + 1), *more;
	ssize_t n;

	for (*len = 0;;) {
		if (*len == cap) {
			more = arena_alloc(&ast->arena, cap * 2 + 1);
			memcpy(more, text, cap);
			text = more;
			cap *= 2;
		}
		n = read(fd, text + *len, cap - *len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return NULL;
		if (!n)
			break;
		*len += n;
		if (*len > LOAD_SIZE_MAX) {
			errno = EFBIG;
			return NULL;
		}
	}
	text[*len] = '\0';
	return text;
}

static int read_fd(struct ast *ast, const char *path, int fd, uint32_t *file)
{
	struct stat st;
	size_t len;
	char *text;

	if (fstat(fd, &st))
		return -1;
	if (fd != STDIN_FILENO && !S_ISREG(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		return -1;
	}
	if (st.st_size > LOAD_SIZE_MAX) {
		errno = EFBIG;
		return -1;
	}
	text = read_all(ast, fd, S_ISREG(st.st_mode) ? st.st_size : 0, &len);
	if (!text)
		return -1;
	*file = source_add(ast, path, text, len);
	ast->diag->source[*file].dev = st.st_dev;
	ast->diag->source[*file].ino = st.st_ino;
	return 0;
}

static int read_path(struct ast *ast, const char *path, uint32_t *file)
{
	/* O_NONBLOCK: a FIFO must not hang the compiler before fstat() refuses it. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int ret, err;

	if (fd < 0)
		return -1;
	ret = read_fd(ast, path, fd, file);
	err = errno;
	close(fd);
	errno = err;
	return ret;
}

static const char *why(int err)
{
	return err == EINVAL ? "not a regular file" : strerror(err);
}

/* The name in each directory of RELGATE_PATH; an absolute name is taken below them. */
static int read_search(struct ast *ast, const char *name, uint32_t *file)
{
	const char *dirs = getenv("RELGATE_PATH"), *end;
	char path[PATH_MAX];
	int n;

	for (; dirs && *dirs; dirs = *end ? end + 1 : end) {
		end = strchrnul(dirs, ':');
		if (end == dirs)
			continue;
		n = snprintf(path, sizeof(path), "%.*s/%s", (int)(end - dirs), dirs,
			     name + (name[0] == '/'));
		if (n < 0 || (size_t)n >= sizeof(path))
			continue;
		if (!read_path(ast, path, file))
			return 0;
		if (errno != ENOENT && errno != ENOTDIR)
			return -1;
	}
	errno = ENOENT;
	return -1;
}

int load_source(struct ast *ast, const struct ast_node *name, uint32_t *file)
{
	const char *from = ast->diag->source[name->loc.file].path;
	const char *slash = strrchr(from, '/');
	char path[PATH_MAX];
	int dir = name->text[0] == '/' || !slash ? 0 : slash + 1 - from;
	int n = snprintf(path, sizeof(path), "%.*s%s", dir, from, name->text);

	if (!name->text[0] || n < 0 || (size_t)n >= sizeof(path)) {
		diag_error(ast->diag, name->loc, "that is not a file name");
		return -1;
	}
	if (!read_path(ast, path, file))
		return 0;
	if (errno == ENOENT && !read_search(ast, name->text, file))
		return 0;
	n = errno;
	diag_error(ast->diag, name->loc, "cannot read '%s': %s", path, why(n));
	if (n == ENOENT && name->text[0] == '/')
		diag_help(ast->diag, "put the file there, or name in RELGATE_PATH a directory "
			  "that has it below as %s", name->text + 1);
	else if (n == ENOENT)
		diag_help(ast->diag, "names are relative to the file they stand in, then to the "
			  "directories in RELGATE_PATH");
	return -1;
}

static int same_file(const struct source *a, const struct source *b)
{
	return a->ino && a->dev == b->dev && a->ino == b->ino;
}

static void include_one(struct ast *ast, struct ast_node *inc, struct frame *up)
{
	struct diag *d = ast->diag;
	struct frame *f;
	uint32_t file, i;

	if (up->depth >= LOAD_DEPTH_MAX) {
		diag_error(d, inc->loc, "includes are nested more than %u deep", LOAD_DEPTH_MAX);
		return;
	}
	if (d->source_count >= LOAD_FILES_MAX) {
		diag_error(d, inc->loc, "more than %u files", LOAD_FILES_MAX);
		return;
	}
	if (load_source(ast, inc->a, &file))
		return;
	for (f = up; f; f = f->up) {
		if (!same_file(&d->source[f->file], &d->source[file]))
			continue;
		diag_error(d, inc->a->loc, "'%s' includes itself%s", inc->a->text,
			   f == up ? "" : " by way of other files");
		diag_help(d, "move what both need into a third file");
		d->source_count--;
		return;
	}
	for (i = 0; i < file; i++) {
		if (same_file(&d->source[i], &d->source[file])) {
			d->source_count--;	/* read once, however often it is named */
			return;
		}
	}
	load_file(ast, file, up);
}

static void load_file(struct ast *ast, uint32_t file, struct frame *up)
{
	struct frame frame = { .up = up, .file = file, .depth = up ? up->depth + 1 : 0 };
	struct parser p = { .ast = ast, .file = file };
	struct ast_node *incs = ast->stmt[AST_INCLUDE], *n;

	/* Only this file's own includes: those of others wait in their frames. */
	ast->stmt[AST_INCLUDE] = NULL;
	parse_text(&p, ast->diag->source[file].text, ast->diag->source[file].len);
	n = ast->stmt[AST_INCLUDE];
	ast->stmt[AST_INCLUDE] = incs;
	for (; n; n = n->next)
		include_one(ast, n, &frame);
}

void rg_load(struct ast *ast, const char *path)
{
	uint32_t file;
	int ret;

	if (!strcmp(path, "-"))
		ret = read_fd(ast, "<stdin>", STDIN_FILENO, &file);
	else
		ret = read_path(ast, path, &file);
	if (ret)
		diag_file_error(ast->diag, path, "cannot read it: %s", why(errno));
	else
		load_file(ast, file, NULL);
}

void rg_load_text(struct ast *ast, const char *name, const char *text, size_t len)
{
	load_file(ast, source_add(ast, name, arena_dup(&ast->arena, text, len), len), NULL);
}
