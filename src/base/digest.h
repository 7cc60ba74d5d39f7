/* Digests of inputs, stores and reports: SHA-256 (FIPS 180-4) and XXH3-128. */
#ifndef TS_BASE_DIGEST_H
#define TS_BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum digest_kind { DIGEST_SHA256, DIGEST_XXH128 };

enum { DIGEST_TEXT = 65 }; /* lower-case hexadecimal with a NUL; 64 digits or 32 */

struct digest;

/* digest_free() frees it; a digest may be freed without being ended. */
struct digest *digest_new(enum digest_kind kind);
void digest_add(struct digest *d, const void *p, size_t n);
void digest_end(struct digest *d, char out[DIGEST_TEXT]);
void digest_free(struct digest *d);

/* "sha256" or "xxh128". */
const char *digest_name(enum digest_kind kind);

/* SHA-256 of one piece of memory. */
void digest_sha256(const void *p, size_t n, char out[DIGEST_TEXT]);

#endif
