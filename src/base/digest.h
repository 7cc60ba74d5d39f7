/* Digests of inputs, stores, reports and what traffic shows: SHA-256 and SHA-1 (FIPS 180-4), MD5
 * (RFC 1321), XXH3-128. */
#ifndef TS_BASE_DIGEST_H
#define TS_BASE_DIGEST_H

#include <stdbool.h>
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

/* Of one piece of memory. MD5 and SHA-1 name things as others named them (JA3, certificates) and
 * prove nothing. Where the system's libcrypto refuses one of these two, out is "" and the answer
 * false. */
void digest_sha256(const void *p, size_t n, char out[DIGEST_TEXT]);
bool digest_md5(const void *p, size_t n, char out[DIGEST_TEXT]);
bool digest_sha1(const void *p, size_t n, char out[DIGEST_TEXT]);

#endif
