/*
 * Fingerprints of hellos. JA3 and JA3S: the MD5 of a line of decimal numbers. JA4: what counts in
 * words, then two truncated SHA-256 of sorted lists. GREASE counts for nothing in all of them.
 */
#ifndef TS_PROTOCOLS_TLS_FINGERPRINT_H
#define TS_PROTOCOLS_TLS_FINGERPRINT_H

#include "base/memory.h"
#include "protocols/tls_hello.h"

/* The lines behind the digests: version,ciphers,extensions,groups,point formats and
 * version,cipher,extensions, lists joined by "-". */
struct text tls_ja3_line(const struct tls_client_hello *hello, struct arena *arena);
struct text tls_ja3s_line(const struct tls_server_hello *hello, struct arena *arena);

/* Set ja3 and ja4, or ja3s: texts of the arena, empty where a client's hello is not whole or
 * libcrypto refuses MD5. */
void tls_fingerprint_client(
    struct tls_client_hello *hello, enum tls_transport over, struct arena *arena);
void tls_fingerprint_server(struct tls_server_hello *hello, struct arena *arena);

#endif
