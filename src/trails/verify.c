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

/* XXH3 of a part of the file; false where it cannot be read. */
static bool hash_file(
    const struct store *s, uint64_t from, uint64_t to, char *block, uint64_t *hash)
{
	ssize_t n = 0;
	struct hash_stream *h = hash_stream_new();
	while (from < to) {
		n = pread(
		    s->fd, block, to - from < BLOCK ? (size_t)(to - from) : BLOCK, (off_t)from);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		hash_stream_add(h, block, (size_t)n);
		from += (uint64_t)n;
	}
	*hash = hash_stream_end(h);
	hash_stream_free(h);
	return from >= to;
}

static bool verify_section(const struct store *s, unsigned section, char *block, struct fault *f)
{
	const uint8_t *row = s->map + HEADER_TABLE + (size_t)section * SECTION_ROW;
	uint64_t from = load_le64(row), to = section_end(s->map, section, s->size), hash;
	if (s->fd < 0)
		hash = hash_fast(s->map + from, to - from, 0);
	else if (!hash_file(s, from, to, block, &hash))
		return fault_set(f, "damaged trail store (it cannot be read to its end)");
	return hash == load_le64(row + SECTION_SUM) ||
	    fault_set(f,
		"damaged trail store (from offset %llu to %llu it is not what was written); "
		"compile it again with trails build",
		(unsigned long long)from, (unsigned long long)to);
}

bool store_verify(struct store *s, struct fault *f)
{
	bool good = true;
	char *block = xmalloc(BLOCK);
	for (unsigned i = 0; good && i < SECTION_COUNT; i++)
		good = verify_section(s, i, block, f);
	free(block);
	s->verified = good;
	return good;
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
