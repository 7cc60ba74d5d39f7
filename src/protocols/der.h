/* Distinguished encoding, X.690 10: one tag byte, the shortest definite length. */
#ifndef TS_PROTOCOLS_DER_H
#define TS_PROTOCOLS_DER_H

#include "base/bytes.h"

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_OCTET_STRING = 0x04,
	DER_OID = 0x06,
	DER_UTF8_STRING = 0x0c,
	DER_NUMERIC_STRING = 0x12,
	DER_PRINTABLE_STRING = 0x13,
	DER_T61_STRING = 0x14,
	DER_IA5_STRING = 0x16,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_VISIBLE_STRING = 0x1a,
	DER_UNIVERSAL_STRING = 0x1c,
	DER_BMP_STRING = 0x1e,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
};

/* The next element; its failure sticks in both. all, where it is not NULL, is the element with its
 * tag and length. */
static inline struct bytes der_any(struct bytes *in, uint8_t *tag, struct bytes *all)
{
	const struct bytes start = *in;
	*tag = bytes_u8(in);
	size_t n = bytes_u8(in);
	bool good = (*tag & 0x1f) != 0x1f;
	if (n > 0x80) {
		unsigned size = n & 0x7f;
		good &= size <= 3 && in->left > 0 && in->at[0] != 0;
		n = 0;
		for (unsigned i = 0; good && i < size; i++)
			n = n << 8 | bytes_u8(in);
		good &= n >= 0x80;
	} else if (n == 0x80) {
		good = false;
	}
	in->failed |= !good;
	struct bytes body = bytes_sub(in, n);
	if (all)
		*all = (struct bytes) { start.at, start.left - in->left, in->failed };
	return body;
}

/* The next element, which has to be of this tag. */
static inline struct bytes der_take(struct bytes *in, uint8_t wanted)
{
	uint8_t tag;
	struct bytes body = der_any(in, &tag, NULL);
	if (tag != wanted)
		in->failed = body.failed = true;
	return body;
}

static inline bool der_next_is(const struct bytes *in, uint8_t tag)
{
	return !in->failed && in->left > 0 && in->at[0] == tag;
}

#endif
