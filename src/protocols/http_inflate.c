/* gzip and deflate through zlib. */
#include <config.h>

#include "protocols/http_inflate.h"

#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/memory.h"

enum {
	GIVEN_AT_ONCE = 16 << 10,
	GROWTH_FREE = 1 << 20, /* bytes that may come out of whatever little */
	GROWTH_MOST = 256,     /* times as much as went in may come out beyond */
	GZIP_ONLY = 16 + MAX_WBITS,
};

enum inflate_stage { STAGE_UNKNOWN, STAGE_RUNS, STAGE_PASSES, STAGE_ENDED, STAGE_FAILED };

struct http_inflate {
	enum inflate_stage stage;
	bool deflate;
	uint8_t first[2];
	size_t first_n;
	uint64_t in, out;
	z_stream z;
};

struct http_inflate *http_inflate_new(bool deflate)
{
	struct http_inflate *z = xcalloc(1, sizeof(*z));
	z->deflate = deflate;
	return z;
}

void http_inflate_free(struct http_inflate *z)
{
	if (!z)
		return;
	inflateEnd(&z->z);
	free(z);
}

/* What is called deflate may have zlib's head or none; what is called gzip may not be packed at all. */
static void choose(struct http_inflate *z)
{
	const uint8_t *f = z->first;
	int bits = -MAX_WBITS;
	if (f[0] == 0x1f && f[1] == 0x8b)
		bits = GZIP_ONLY;
	else if ((f[0] & 0x0f) == Z_DEFLATED && (f[0] << 8 | f[1]) % 31 == 0)
		bits = MAX_WBITS;
	z->stage = bits < 0 && !z->deflate ? STAGE_PASSES : STAGE_RUNS;
	if (z->stage == STAGE_RUNS && inflateInit2(&z->z, bits) != Z_OK)
		z->stage = STAGE_FAILED;
}

static bool grows_too_much(const struct http_inflate *z)
{
	return z->out > GROWTH_FREE && z->out / GROWTH_MOST > z->in;
}

static bool run(struct http_inflate *z, struct text piece, http_inflated *give, void *context)
{
	static const unsigned at_once = GIVEN_AT_ONCE;
	uint8_t out[GIVEN_AT_ONCE];
	z->in += piece.n;
	z->z.next_in = (const Bytef *)piece.s;
	z->z.avail_in = (uInt)piece.n;
	do {
		z->z.next_out = out;
		z->z.avail_out = at_once;
		int result = inflate(&z->z, Z_NO_FLUSH);
		size_t n = at_once - z->z.avail_out;
		z->out += n;
		if (n > 0 && !give(context, text_bytes(out, n)))
			return true;
		if (result == Z_STREAM_END)
			z->stage = STAGE_ENDED;
		else if ((result != Z_OK && result != Z_BUF_ERROR) || grows_too_much(z))
			z->stage = STAGE_FAILED;
	} while (z->stage == STAGE_RUNS && z->z.avail_out == 0);
	return z->stage != STAGE_FAILED;
}

static bool add(struct http_inflate *z, struct text piece, http_inflated *give, void *context)
{
	if (z->stage == STAGE_PASSES && piece.n > 0)
		give(context, piece);
	if (z->stage == STAGE_RUNS && piece.n > 0)
		return run(z, piece, give, context);
	return z->stage != STAGE_FAILED;
}

bool http_inflate_add(struct http_inflate *z, struct text piece, http_inflated *give, void *context)
{
	if (z->stage == STAGE_UNKNOWN) {
		while (z->first_n < sizeof(z->first) && piece.n > 0) {
			z->first[z->first_n++] = (uint8_t)piece.s[0];
			piece = text_from(piece, 1);
		}
		if (z->first_n < sizeof(z->first))
			return true;
		choose(z);
		if (!add(z, text_bytes(z->first, sizeof(z->first)), give, context))
			return false;
	}
	return add(z, piece, give, context);
}

bool http_inflate_whole(const struct http_inflate *z)
{
	return z->stage == STAGE_ENDED || z->stage == STAGE_PASSES;
}
