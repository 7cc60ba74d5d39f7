/*
 * The one reader of hostile bytes. Reading is checking: past the end every read gives zero and
 * the failure sticks, so that several fields can be read and tested once. Integers are built by
 * shifts; lengths are compared, pointers never added before the check.
 */
#ifndef TS_BASE_BYTES_H
#define TS_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Whether little-endian integers are not the machine's own. */
#define BYTES_SWAPPED (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

struct bytes {
	const uint8_t *at;
	size_t left;
	bool failed;
};

static inline struct bytes bytes_of(const void *p, size_t n)
{
	return (struct bytes) { p, n, false };
}

/* The next n bytes, or NULL. */
static inline const uint8_t *bytes_take(struct bytes *b, size_t n)
{
	if (b->failed || n > b->left) {
		b->failed = true;
		return NULL;
	}
	const uint8_t *p = b->at;
	b->at += n;
	b->left -= n;
	return p;
}

static inline void bytes_skip(struct bytes *b, size_t n)
{
	(void)bytes_take(b, n);
}

/* An inner region of n bytes, for an inner parser. */
static inline struct bytes bytes_sub(struct bytes *b, size_t n)
{
	const uint8_t *p = bytes_take(b, n);
	return (struct bytes) { p, p ? n : 0, p == NULL };
}

static inline uint8_t load_u8(const uint8_t *p)
{
	return p[0];
}

static inline uint16_t load_be16(const uint8_t *p)
{
	return (uint16_t)((unsigned)p[0] << 8 | p[1]);
}

static inline uint16_t load_le16(const uint8_t *p)
{
	return (uint16_t)((unsigned)p[1] << 8 | p[0]);
}

static inline uint32_t load_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Copied as a whole: compilers do not always see that bytes are one integer. */
static inline uint32_t load_le32(const uint8_t *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof(v));
	return BYTES_SWAPPED ? __builtin_bswap32(v) : v;
}

static inline uint64_t load_be64(const uint8_t *p)
{
	return (uint64_t)load_be32(p) << 32 | load_be32(p + 4);
}

static inline uint64_t load_le64(const uint8_t *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof(v));
	return BYTES_SWAPPED ? __builtin_bswap64(v) : v;
}

/* In the byte order that a file says it has. */
static inline uint32_t load_u32(const uint8_t *p, bool big)
{
	return big ? load_be32(p) : load_le32(p);
}

static inline uint16_t load_u16(const uint8_t *p, bool big)
{
	return big ? load_be16(p) : load_le16(p);
}

static inline uint8_t bytes_u8(struct bytes *b)
{
	const uint8_t *p = bytes_take(b, 1);
	return p ? p[0] : 0;
}

static inline uint16_t bytes_be16(struct bytes *b)
{
	const uint8_t *p = bytes_take(b, 2);
	return p ? load_be16(p) : 0;
}

static inline uint32_t bytes_be24(struct bytes *b)
{
	const uint8_t *p = bytes_take(b, 3);
	return p ? (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2] : 0;
}

static inline uint32_t bytes_be32(struct bytes *b)
{
	const uint8_t *p = bytes_take(b, 4);
	return p ? load_be32(p) : 0;
}

#endif
