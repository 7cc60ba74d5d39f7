/*
 * What was downloaded before: for each part of a feed (one URL of it) a file ID.feed and, beside it, what is
 * known of it in ID.state. The state names the digest of the file it is of, so that one that was
 * written without the other is not believed.
 */
#ifndef TS_COMMANDS_FEED_CACHE_H
#define TS_COMMANDS_FEED_CACHE_H

#include "base/buf.h"
#include "base/digest.h"
#include "trails/feeds.h"

struct feed_part {
	const struct feed *feed;
	size_t url;                 /* which URL of the feed; of a fallback the one that is tried */
	char *id;                   /* "NAME", or "NAME+2" */
	char *path, *fresh, *state; /* its files; fresh is what was just downloaded */
	bool wanted;                /* it is to be downloaded */
	bool there;                 /* there is content, and this is known of it: */
	struct buf source, etag, modified;
	char digest[DIGEST_TEXT];
	uint64_t trails;
};

struct feed_cache {
	char *folder;
	int lock; /* -1: none */
	struct feed_part *parts;
	size_t count, room;
};

/* Parts of every feed that is enabled, with what is kept of them in the folder. */
void feed_cache_open(struct feed_cache *c, const char *folder, const struct feeds *feeds);
void feed_cache_close(struct feed_cache *c);

/* Makes the folder and keeps others out until it is closed; what a killed one left is cleared away. Where
 * another one is at work, tells and waits. */
bool feed_cache_lock(struct feed_cache *c, bool quiet, struct fault *f) ATTR_CHECKED;

struct feed_part *feed_cache_find(const struct feed_cache *c, struct text id);

/* Takes the fresh file of a part in place of the old one, if it is what it should be. False and *f, why
 * not: no marker, no trails, or, unless forced, less than half of those that were there. */
bool feed_cache_take(struct feed_part *p, struct text etag, struct text modified, bool force,
    struct fault *f) ATTR_CHECKED;

#endif
