/* Where reading goes on behind damage. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "capture/reader.h"
#include "capture/resync.h"

enum {
	PASSING = 3,             /* records behind the end of another run that beat it */
	PAYLOAD_MOST = 64 << 10, /* of IP */
	FAR_LOOK = 64 << 10,
	FOLLOW = 1 << 20, /* a run of so many bytes is no payload */
	HEADER_MOST = 16, /* a run in a payload may end in a cut header, before the payload does */
};

static uint64_t guess(const struct reader *r, struct bytes b, size_t at, struct resync_run *run)
{
	uint64_t size = r->format->guess(r, bytes_of(b.at + at, b.left - at), run);
	run->count += size > 0;
	return size;
}

/* Follows a run from `from` on; false where it breaks. *to is where it ends. */
static bool follow(const struct reader *r, struct bytes b, size_t from, bool last,
    struct resync_run *run, size_t *to)
{
	size_t at = from;
	bool good = true;
	while (good && at < b.left && at - from < FOLLOW) {
		uint64_t size = guess(r, b, at, run);
		if (size > b.left - at)
			break;
		good = size > 0;
		at += (size_t)size;
	}
	*to = at;
	if (last && at == b.left)
		return run->count >= (run->proof > PASSING ? 2 : 1);
	return good && run->count >= run->proof;
}

static bool passes(const struct reader *r, struct bytes b, size_t from, size_t at, size_t beyond,
    bool last, uint8_t *seen)
{
	struct resync_run run = { .count = 0 };
	int behind = 0;
	while (at < b.left) {
		if (at < beyond && (seen[(at - from) / 8] >> (at - from) % 8 & 1))
			return false;
		uint64_t size = guess(r, b, at, &run);
		if (size == 0)
			return false;
		if (at < beyond)
			seen[(at - from) / 8] |= (uint8_t)(1 << (at - from) % 8);
		else if (++behind == PASSING)
			return true;
		if (size > b.left - at)
			return false;
		at += (size_t)size;
	}
	return last && run.count > 0;
}

size_t resync_passing(const struct reader *r, struct bytes b, size_t from, size_t to, size_t beyond,
    bool far, bool last)
{
	/* Where a run came by and failed, others that come by fail, too. */
	uint8_t *seen = NULL;
	size_t at = from;
	for (; at < to && at < b.left; at++) {
		struct resync_run run = { .count = 0 };
		if (guess(r, b, at, &run) == 0 || (run.far && !far))
			continue;
		if (!seen)
			seen = xcalloc((beyond > from ? beyond - from : 0) / 8 + 1, 1);
		if (passes(r, b, from, at, beyond, last, seen))
			break;
	}
	free(seen);
	return at < b.left ? at : to;
}

/* The first place in (at, to) where a believable run begins that is not far, or `at`. */
static size_t nearer(const struct reader *r, struct bytes b, size_t at, size_t to, bool last)
{
	size_t most = at + FAR_LOOK, end;
	for (size_t i = at + 1; i < to && i < most; i++) {
		struct resync_run run = { .count = 0 };
		if (guess(r, b, i, &run) == 0 || run.far)
			continue;
		run = (struct resync_run) { .count = 0 };
		if (follow(r, b, i, last, &run, &end) || run.count >= run.proof)
			return i;
	}
	return at;
}

size_t resync_find(const struct reader *r, struct bytes b, size_t places, bool last)
{
	for (size_t at = 0; at < places; at++) {
		struct resync_run run = { .count = 0 };
		if (r->format->guess(r, bytes_of(b.at + at, b.left - at), &run) == 0)
			continue;
		size_t end;
		bool sound = follow(r, b, at, last, &run, &end);
		if (sound)
			return run.far ? nearer(r, b, at, end, last) : at;
		if (run.count < run.proof)
			continue;
		size_t to = end + (end - at < PAYLOAD_MOST ? HEADER_MOST : 0);
		size_t rival = resync_passing(r, b, at + 1, to, end, run.far, last);
		return rival < to ? rival : at;
	}
	return places;
}
