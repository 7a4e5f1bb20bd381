// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as a policy file.  The compiler either says an error or makes an
 * image, and that image is one that the validator accepts.
 */
#include "common.h"
#include "core/validate.h"
#include "policy/policy.h"

static FILE *diagnostics(char **text, size_t *len)
{
	FILE *diag = open_memstream(text, len);

	if (!diag)
		abort();
	return diag;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct rg_compile how = { .prove = 1 };
	struct rg_compiled out;
	struct rg_fault fault;
	char *text = NULL;
	size_t len;
	FILE *diag = diagnostics(&text, &len);
	/* Includes are looked for among the examples. */
	int ret = rg_policy_prove_text("policies/fuzz.rg", (const char *)data, size, &how, diag,
				       0, &out);

	fclose(diag);
	if (ret) {
		must(ret == -1 && out.errors && !out.image && len > 0);
	} else {
		must(!out.errors && out.image && out.size);
		must(!rg_validate(out.image, out.size, &fault));
		exercise(out.image, fuzz_seed(data, size));
	}
	rg_compiled_free(&out);
	free(text);
	return 0;
}
