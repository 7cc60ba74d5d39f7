/* Whether stores are what was written: read from their files, so that no page is mapped that no look-up needs. */
#include <config.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "trails/reader.h"
#include "trails/trails.h"

enum { BLOCK = 256 << 10 };

/* XXH3 of all behind the header; false where it cannot be read. */
static bool hash_file(const struct store *s, uint64_t *hash)
{
	uint64_t at = FORMAT_HEADER;
	ssize_t n = 0;
	char *block = xmalloc(BLOCK);
	struct hash_stream *h = hash_stream_new();
	while (at < s->size) {
		n = pread(s->fd, block, BLOCK, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		hash_stream_add(h, block, (size_t)n);
		at += (uint64_t)n;
	}
	*hash = hash_stream_end(h);
	hash_stream_free(h);
	free(block);
	return at >= s->size;
}

bool store_verify(struct store *s, struct fault *f)
{
	uint64_t written = load_le64(s->map + HEADER_BODY), hash;
	if (s->fd >= 0 && !hash_file(s, &hash))
		return fault_set(f, "damaged trail store (it cannot be read to its end)");
	if (s->fd < 0)
		hash = hash_fast(s->map + FORMAT_HEADER, s->size - FORMAT_HEADER, 0);
	s->verified = hash == written;
	return s->verified ||
	    fault_set(f, "damaged trail store (its content is not what was written)");
}

struct trails_verifying {
	const struct trails *trails;
	pthread_t thread;
	bool running, good;
	struct fault fault;
};

/* What was compiled in memory, or verified before, is good. */
static bool verify_all(const struct trails *t, struct fault *f)
{
	struct fault why;
	for (size_t i = 0; i < trails_stores(t); i++) {
		struct store *s = trails_store_to_verify(t, i);
		if (s->fd >= 0 && !s->verified && !store_verify(s, &why))
			return fault_set(f, "%s: %s", trails_store_name(t, i), why.text);
	}
	return true;
}

static void *run(void *context)
{
	struct trails_verifying *v = context;
	v->good = verify_all(v->trails, &v->fault);
	return NULL;
}

struct trails_verifying *trails_verify_begin(const struct trails *t)
{
	struct trails_verifying *v = xcalloc(1, sizeof(*v));
	v->trails = t;
	v->running = pthread_create(&v->thread, NULL, run, v) == 0;
	if (!v->running)
		run(v);
	return v;
}

bool trails_verify_end(struct trails_verifying *v, struct fault *f)
{
	if (v->running)
		pthread_join(v->thread, NULL);
	bool good = v->good;
	if (!good)
		*f = v->fault;
	free(v);
	return good;
}
