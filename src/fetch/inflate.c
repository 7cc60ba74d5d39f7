/* A body that comes as gzip, piece by piece: one member or several behind each other. */
#include <config.h>

#define ZLIB_CONST
#include <stdlib.h>
#include <zlib.h>

#include "base/memory.h"
#include "fetch/inflate.h"

enum { ROOM = 16 << 10, GZIP = 16 + MAX_WBITS };

struct inflater {
	z_stream z;
	bool good;  /* zlib has its memory, and what came is gzip */
	bool whole; /* a member just ended */
	uint64_t taken;
	uint8_t room[ROOM];
};

struct inflater *inflater_new(void)
{
	struct inflater *i = xcalloc(1, sizeof(*i));
	i->good = inflateInit2(&i->z, GZIP) == Z_OK;
	return i;
}

void inflater_free(struct inflater *i)
{
	if (!i)
		return;
	inflateEnd(&i->z);
	free(i);
}

/* Unpacks one roomful. False where there can be no more of this piece. */
static bool step(struct inflater *i)
{
	i->z.next_out = i->room;
	i->z.avail_out = ROOM;
	if (i->whole)
		i->good = i->good && inflateReset(&i->z) == Z_OK;
	int code = i->good ? inflate(&i->z, Z_NO_FLUSH) : Z_DATA_ERROR;
	i->whole = code == Z_STREAM_END;
	i->good = code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR;
	return code == Z_OK || code == Z_STREAM_END;
}

bool inflater_add(struct inflater *i, struct text piece,
    bool (*give)(void *context, struct text unpacked), void *context)
{
	bool more = piece.n > 0;
	i->z.next_in = (const uint8_t *)piece.s;
	i->z.avail_in = (unsigned)piece.n;
	i->taken += piece.n;
	while (more) {
		more = step(i);
		size_t n = ROOM - i->z.avail_out;
		if (n && !give(context, text_bytes(i->room, n)))
			return false;
		more = more && (i->z.avail_in > 0 || i->z.avail_out == 0) &&
		    !(i->whole && i->z.avail_in == 0);
	}
	return i->good;
}

bool inflater_is_whole(const struct inflater *i)
{
	return i->whole;
}

uint64_t inflater_taken(const struct inflater *i)
{
	return i->taken;
}
