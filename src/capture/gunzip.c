/* A gzip stream, all its members. */
#include <config.h>

#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/memory.h"
#include "capture/gunzip.h"

enum {
	GZIP_ONLY = 16 + MAX_WBITS, /* for inflateInit2() */
	MOST_AT_ONCE = 1 << 30,     /* zlib counts in unsigned int */
};

struct gunzip {
	struct source *in;
	z_stream z;
	bool ended;
	const char *fault;
};

struct gunzip *gunzip_new(struct source *in)
{
	struct gunzip *g = xcalloc(1, sizeof(*g));
	g->in = in;
	g->fault = "";
	if (inflateInit2(&g->z, GZIP_ONLY) != Z_OK) {
		g->ended = true;
		g->fault = "there is no memory to unpack it";
	}
	return g;
}

void gunzip_free(struct gunzip *g)
{
	if (!g)
		return;
	inflateEnd(&g->z);
	free(g);
}

static void end(struct gunzip *g, const char *fault)
{
	g->ended = true;
	g->fault = fault;
}

/* What follows a member: another one, zeros that fill a tape's block, or nothing. */
static void next_member(struct gunzip *g)
{
	struct source *in = g->in;
	if (source_want(in, 2) && in->window.at[0] == 0x1f && in->window.at[1] == 0x8b) {
		inflateReset(&g->z);
		return;
	}
	while (source_want(in, 1)) {
		if (*in->window.at++ != 0) {
			end(g, "what follows the compressed data is not gzip");
			return;
		}
	}
	end(g, "");
}

static void step(struct gunzip *g)
{
	struct source *in = g->in;
	source_want(in, 1);
	size_t left = window_left(&in->window);
	g->z.next_in = in->window.at;
	g->z.avail_in = left < MOST_AT_ONCE ? (uInt)left : MOST_AT_ONCE;
	int result = inflate(&g->z, Z_NO_FLUSH);
	in->window.at = g->z.next_in;
	if (result == Z_STREAM_END)
		next_member(g);
	else if (result == Z_BUF_ERROR && left == 0)
		end(g, "the compressed data is cut");
	else if (result == Z_MEM_ERROR)
		end(g, "there is no memory to unpack it");
	else if (result != Z_OK && result != Z_BUF_ERROR)
		end(g, "the compressed data is damaged");
}

size_t gunzip_read(struct gunzip *g, uint8_t *to, size_t n)
{
	size_t most = n < MOST_AT_ONCE ? n : MOST_AT_ONCE;
	g->z.next_out = to;
	g->z.avail_out = (uInt)most;
	while (g->z.avail_out > 0 && !g->ended)
		step(g);
	return most - g->z.avail_out;
}

const char *gunzip_fault(const struct gunzip *g)
{
	return g->fault;
}
