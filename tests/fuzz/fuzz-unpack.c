/*
 * Packed files from memory: as a file and as a stream, in place and ahead. Both ways of reading
 * a member find the same, bounds hold, and the digest is that of all bytes.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "capture/unpack.h"

enum { MOST_UNPACKED = 4 << 20, MOST_MEMBERS = 300 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct outcome {
	uint64_t hash, bytes, members;
};

static size_t read_pieces(void *context, uint8_t *to, size_t n, int *error)
{
	struct window *w = context;
	size_t left = window_left(w), take = n < 4000 ? n : 4000;
	*error = 0;
	if (take > left)
		take = left;
	if (take)
		memcpy(to, w->at, take);
	w->at += take;
	return take;
}

static void read_member(struct outcome *o, struct block_pool *pool, struct unpack *u, bool beside)
{
	struct source *s = source_of_member(pool, u, beside);
	while (source_want(s, 1)) {
		size_t left = window_left(&s->window);
		for (size_t i = 0; i < left; i++)
			o->hash = (o->hash ^ s->window.at[i]) * UINT64_C(0x100000001b3);
		o->bytes += left;
		s->window.at = s->window.end;
	}
	if ((s->error != 0) != (*unpack_fault(u) != '\0'))
		abort();
	source_free(s);
}

static struct outcome walk(const uint8_t *data, size_t n, bool stream, bool beside)
{
	struct outcome o = { 0 };
	struct block_pool pool;
	struct window left = { data, data + n };
	struct unpack_common common = {
		.pool = &pool, .most_unpacked = MOST_UNPACKED, .most_members = MOST_MEMBERS
	};
	struct unpack_member m;
	block_pool_init(&pool);
	struct source *s = stream
	    ? source_of_supply(&pool, (struct supply) { read_pieces, &left }, false)
	    : source_of(&pool, data, n, LIMIT_READ_BLOCK);
	s->digest = digest_new(DIGEST_XXH128);
	struct unpack *u = unpack_new(&common, "fuzz", s);
	while (unpack_next(u, &m)) {
		if (m.number != o.members++ || !m.path || !*m.kind)
			abort();
		o.hash = hash_fast(m.path, strlen(m.path), o.hash);
		if (!*m.why)
			read_member(&o, &pool, u, beside);
	}
	uint64_t size;
	char digest[DIGEST_TEXT];
	if (unpack_digest(u, &size, digest) && size != n)
		abort();
	unpack_free(u);
	unpack_common_end(&common);
	block_pool_free(&pool);
	if (o.members > 2 * MOST_MEMBERS || o.bytes > 2 * MOST_UNPACKED)
		abort();
	return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct outcome a = walk(data, n, false, false), b = walk(data, n, false, true);
	if (a.hash != b.hash || a.bytes != b.bytes || a.members != b.members)
		abort();
	(void)walk(data, n, true, false);
	return 0;
}
