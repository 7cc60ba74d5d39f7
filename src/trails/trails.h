/*
 * The trails in force: one or several stores in the order of -t, later ones win. Plain sources
 * (trails.csv, trail text files, directories of them) are compiled in memory.
 */
#ifndef TS_TRAILS_TRAILS_H
#define TS_TRAILS_TRAILS_H

#include "base/buf.h"
#include "trails/ignore.h"
#include "trails/patterns.h"
#include "trails/store.h"

struct trails;

/* Opens every source in list; n may be 0. The caller frees it with trails_close(). NULL and *f on
 * failure. Lines that were skipped are told as notices, one line a source. */
struct trails *trails_open(
    const char *const *list, size_t n, const struct notices *notices, struct fault *f);
void trails_close(struct trails *t);

/* Where plain sources are kept compiled, so that the next run need not read them again. */
struct trails_cache {
	const char *folder;         /* made where it is missing; NULL: nowhere */
	const char *program;        /* what tells apart programs that may compile otherwise */
	const struct notices *said; /* what became of it, for who wants to know; or NULL */
};

/* The same with such a place. A folder that cannot be used is none. */
struct trails *trails_open_cached(const char *const *list, size_t n,
    const struct trails_cache *cache, const struct notices *notices, struct fault *f);

/* As in store.h; *out is filled where true is returned. */
bool trails_find_address(const struct trails *t, const struct address *a, struct trail *out);
bool trails_find_address_port(
    const struct trails *t, const struct address *a, uint16_t port, struct trail *out);
bool trails_find_range(const struct trails *t, const struct address *a, struct trail *out);
bool trails_find_key(const struct trails *t, struct text key, struct trail *out);

void trails_may_list(const struct trails *t, const struct store_end *ends, size_t n);

struct trails_name_match {
	struct trail trail;
	size_t at;
};

/* Longest suffix first; where several stores list the same one, the last store's. */
size_t trails_find_name(
    const struct trails *t, struct text name, struct trails_name_match *out, size_t room);

/* Trails that are regular expressions, met with a name in lower case; first whether that is worth while. */
bool trails_may_meet_pattern(const struct trails *t, struct text name);
bool trails_find_pattern(const struct trails *t, struct text name, struct pattern_match *out);

/* How many of them there are. */
size_t trails_patterns(const struct trails *t);

/* Such searches that a limit ended so far. */
uint64_t trails_patterns_given_up(const struct trails *t);

struct text trails_whitelists_address(const struct trails *t, const struct address *a);
struct text trails_whitelists_name(const struct trails *t, struct text name);

/* From now on the whitelists that stores brought along count for nothing. */
void trails_drop_whitelists(struct trails *t);

/* Adds entries of a whitelist file (Maltrail's format) to those of the stores. */
bool trails_add_whitelist(struct trails *t, const char *path, struct fault *f);

/* The digest of the whitelist that was added i-th, NULL where there is none. */
const char *trails_whitelist_digest(const struct trails *t, size_t i);

/* The ignore rules that stores brought along and those that were added. */
const struct ignores *trails_ignores(const struct trails *t);

/* As for whitelists. */
void trails_drop_ignores(struct trails *t);
bool trails_add_ignore(struct trails *t, const char *path, struct fault *f);
const char *trails_ignore_digest(const struct trails *t, size_t i);

uint64_t trails_count(const struct trails *t);

/* What fingerprints are listed at all: bits of enum fingerprint_form. */
unsigned trails_fingerprints(const struct trails *t);

/* One store: its digest is the stores' own; several: SHA-256 over their digests in order. */
const char *trails_digest(const struct trails *t);

/* Verifies the stores that are files, in a thread beside other work; the end waits for it. False and *f where one of
 * them is not what was written. */
struct trails_verifying *trails_verify_begin(const struct trails *t);
bool trails_verify_end(struct trails_verifying *v, struct fault *f);

/* The stores behind it, for "trails info" and the manifest. */
size_t trails_stores(const struct trails *t);
const struct store *trails_store(const struct trails *t, size_t i);
const char *trails_store_name(const struct trails *t, size_t i); /* the file's name, no directory */

/* Where an entry that whitelists something stands: "FILE:LINE" behind what out holds. */
void trails_put_place(const struct trails *t, struct text entry, struct buf *out);

#endif
