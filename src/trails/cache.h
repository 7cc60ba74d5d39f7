/*
 * Compiled forms of plain sources, kept from one run to the next: KEY.trails is a store like any other, KEY.told
 * what was said while it was compiled. The key is a digest over the source's bytes, the names that matter,
 * and the program. Private to trails/.
 */
#ifndef TS_TRAILS_CACHE_H
#define TS_TRAILS_CACHE_H

#include "base/buf.h"
#include "base/digest.h"
#include "trails/trails.h"

/* Fills key; false where the source is not to be kept: it is small, or no file that can be read twice. */
bool cache_key(const struct trails_cache *cache, const char *path, char key[DIGEST_TEXT]);

/* The store that is kept under that key, or NULL; what was said of it is said again. */
struct store *cache_get(const struct trails_cache *cache, const char *key, const char *path,
    const struct notices *notices);

/* What is said while a source is compiled: passed on, and collected. */
struct cache_told {
	const struct notices *to;
	struct buf path; /* as it stands at the beginning of lines */
	struct buf lines;
};

struct notices cache_told_begin(
    struct cache_told *told, const char *path, const struct notices *notices);
void cache_told_end(struct cache_told *told);

/* Keeps what came of a source that did not change meanwhile, and removes what is too much. */
struct image;
void cache_keep(const struct trails_cache *cache, const char *key, const char *path,
    const struct image *image, const struct cache_told *told);

#endif
