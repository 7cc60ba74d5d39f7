/* AES-128-GCM, AES-128 and HKDF-SHA-256 through libcrypto. */
#include <config.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/aead.h"
#include "base/buf.h"

enum { LABEL_MOST = 64, SIZE_MOST = 1 << 24 };

static bool open_with(EVP_CIPHER_CTX *c, const uint8_t *key, const uint8_t *nonce,
    struct text header, struct text sealed, uint8_t *out)
{
	const uint8_t *in = (const uint8_t *)sealed.s;
	size_t plain = sealed.n - AEAD_TAG;
	uint8_t tag[AEAD_TAG];
	int n = 0;
	memcpy(tag, in + plain, AEAD_TAG);
	return EVP_DecryptInit_ex(c, EVP_aes_128_gcm(), NULL, key, nonce) == 1 &&
	    EVP_DecryptUpdate(c, NULL, &n, (const uint8_t *)header.s, (int)header.n) == 1 &&
	    EVP_DecryptUpdate(c, out, &n, in, (int)plain) == 1 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, AEAD_TAG, tag) == 1 &&
	    EVP_DecryptFinal_ex(c, out + n, &n) == 1;
}

bool aead_open(const uint8_t key[AEAD_KEY], const uint8_t nonce[AEAD_NONCE], struct text header,
    struct text sealed, uint8_t *out)
{
	if (sealed.n < AEAD_TAG || sealed.n > SIZE_MOST || header.n > SIZE_MOST)
		return false;
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	bool good = c && open_with(c, key, nonce, header, sealed, out);
	EVP_CIPHER_CTX_free(c);
	return good;
}

bool aes_block(const uint8_t key[AEAD_KEY], const uint8_t in[AES_BLOCK], uint8_t out[AES_BLOCK])
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int n = 0;
	bool good = c && EVP_EncryptInit_ex(c, EVP_aes_128_ecb(), NULL, key, NULL) == 1 &&
	    EVP_CIPHER_CTX_set_padding(c, 0) == 1 &&
	    EVP_EncryptUpdate(c, out, &n, in, AES_BLOCK) == 1 && n == AES_BLOCK;
	EVP_CIPHER_CTX_free(c);
	return good;
}

bool hkdf_extract(struct text salt, struct text key, uint8_t out[HKDF_SECRET])
{
	unsigned n = 0;
	return salt.n <= SIZE_MOST &&
	    HMAC(EVP_sha256(), salt.s, (int)salt.n, (const uint8_t *)key.s, key.n, out, &n) &&
	    n == HKDF_SECRET;
}

/* RFC 5869 2.3: up to 32 bytes are one round. */
bool hkdf_expand_label(const uint8_t secret[HKDF_SECRET], const char *label, uint8_t *out, size_t n)
{
	uint8_t all[HKDF_SECRET];
	unsigned got = 0;
	struct buf info;
	buf_init(&info, LABEL_MOST);
	buf_char(&info, '\0');
	buf_char(&info, (char)n);
	buf_char(&info, (char)(strlen("tls13 ") + strlen(label)));
	buf_format(&info, "tls13 %s", label);
	buf_char(&info, '\0');
	buf_char(&info, 1);
	bool good = n <= HKDF_SECRET && !info.over &&
	    HMAC(EVP_sha256(), secret, HKDF_SECRET, (const uint8_t *)info.p, info.n, all, &got);
	if (good)
		memcpy(out, all, n);
	buf_free(&info);
	return good;
}
