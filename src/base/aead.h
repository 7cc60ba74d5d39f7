/*
 * The ciphers that every observer can undo, because their keys follow from what is sent in clear:
 * AES-128-GCM (NIST SP 800-38D), one AES-128 block (FIPS 197), HKDF-SHA-256 (RFC 5869) with the labels
 * of RFC 8446 7.1. False where libcrypto refuses or the tag does not fit.
 */
#ifndef TS_BASE_AEAD_H
#define TS_BASE_AEAD_H

#include "base/bytes.h"
#include "base/text.h"

enum { AEAD_KEY = 16, AEAD_NONCE = 12, AEAD_TAG = 16, AES_BLOCK = 16, HKDF_SECRET = 32 };

/* Opens sealed, whose last AEAD_TAG bytes are the tag, into out, which has room for the others. */
bool aead_open(const uint8_t key[AEAD_KEY], const uint8_t nonce[AEAD_NONCE], struct text header,
    struct text sealed, uint8_t *out);

bool aes_block(const uint8_t key[AEAD_KEY], const uint8_t in[AES_BLOCK], uint8_t out[AES_BLOCK]);

bool hkdf_extract(struct text salt, struct text key, uint8_t out[HKDF_SECRET]);

/* HKDF-Expand-Label with an empty context; n is at most HKDF_SECRET. */
bool hkdf_expand_label(
    const uint8_t secret[HKDF_SECRET], const char *label, uint8_t *out, size_t n);

#endif
