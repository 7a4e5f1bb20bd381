// SPDX-License-Identifier: GPL-2.0-only
/* The digest of a policy image. */
#include <openssl/evp.h>
#include "../../include/uapi/linux/relgate.h"
#include "util.h"

/* SHA-256 of the image, with its digest field taken as zero. */
static int feed(EVP_MD_CTX *ctx, const uint8_t *image, size_t size)
{
	static const uint8_t zero[RG_DIGEST_LEN];
	size_t at = offsetof(struct rg_image_header, digest);
	size_t after = at + RG_DIGEST_LEN;

	return EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) &&
	       EVP_DigestUpdate(ctx, image, at) &&
	       EVP_DigestUpdate(ctx, zero, sizeof(zero)) &&
	       EVP_DigestUpdate(ctx, image + after, size - after);
}

int rg_image_digest(const uint8_t *image, size_t size, uint8_t digest[32])
{
	EVP_MD_CTX *ctx;
	int ok;

	if (size < sizeof(struct rg_image_header))
		return rg_error("an image of %zu bytes is too short to have a digest", size);
	ctx = EVP_MD_CTX_new();
	if (!ctx)
		return rg_error("out of memory");
	ok = feed(ctx, image, size) && EVP_DigestFinal_ex(ctx, digest, NULL);
	EVP_MD_CTX_free(ctx);
	return ok ? 0 : rg_error("OpenSSL could not compute SHA-256");
}
