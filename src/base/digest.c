/* Digests through libcrypto and xxHash. */
#include <config.h>

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/xxh128_wide.h"

struct digest {
	enum digest_kind kind;
	EVP_MD_CTX *sha;
	XXH3_state_t *xxh;
	bool wide;
};

struct digest *digest_new(enum digest_kind kind)
{
	struct digest *d = xcalloc(1, sizeof(*d));
	d->kind = kind;
	if (kind == DIGEST_SHA256) {
		d->sha = EVP_MD_CTX_new();
		if (!d->sha || EVP_DigestInit_ex(d->sha, EVP_sha256(), NULL) != 1)
			abort();
	} else {
		d->xxh = XXH3_createState();
		if (!d->xxh || XXH3_128bits_reset(d->xxh) != XXH_OK)
			abort();
		d->wide = xxh128_wide_runs();
	}
	return d;
}

void digest_add(struct digest *d, const void *p, size_t n)
{
	if (n == 0)
		return;
	if (d->sha)
		EVP_DigestUpdate(d->sha, p, n);
	else if (d->wide)
		xxh128_wide_add(d->xxh, p, n);
	else
		XXH3_128bits_update(d->xxh, p, n);
}

static void to_hex(const uint8_t *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	out[2 * n] = '\0';
}

void digest_end(struct digest *d, char out[DIGEST_TEXT])
{
	uint8_t raw[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	if (d->sha) {
		EVP_DigestFinal_ex(d->sha, raw, &n);
	} else {
		XXH128_canonical_t canonical;
		XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(d->xxh));
		memcpy(raw, canonical.digest, sizeof(canonical.digest));
		n = sizeof(canonical.digest);
	}
	to_hex(raw, n, out);
}

void digest_free(struct digest *d)
{
	if (!d)
		return;
	EVP_MD_CTX_free(d->sha);
	if (d->xxh)
		XXH3_freeState(d->xxh);
	free(d);
}

const char *digest_name(enum digest_kind kind)
{
	return kind == DIGEST_SHA256 ? "sha256" : "xxh128";
}

static bool of_memory(const EVP_MD *kind, const void *p, size_t n, char out[DIGEST_TEXT])
{
	uint8_t raw[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	bool good = EVP_Digest(n ? p : "", n, raw, &size, kind, NULL) == 1;
	to_hex(raw, good ? size : 0, out);
	return good;
}

void digest_sha256(const void *p, size_t n, char out[DIGEST_TEXT])
{
	if (!of_memory(EVP_sha256(), p, n, out))
		abort();
}

bool digest_md5(const void *p, size_t n, char out[DIGEST_TEXT])
{
	return of_memory(EVP_md5(), p, n, out);
}

bool digest_sha1(const void *p, size_t n, char out[DIGEST_TEXT])
{
	return of_memory(EVP_sha1(), p, n, out);
}
