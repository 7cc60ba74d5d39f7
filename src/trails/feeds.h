/* Feeds as data: where they are, how their lines read, what is said of their trails. spec/trails.md 3;
 * trailsift-trails(5), FEEDS. */
#ifndef TS_TRAILS_FEEDS_H
#define TS_TRAILS_FEEDS_H

#include "base/memory.h"
#include "trails/build.h"

enum { FEED_WORDS = 16, FEED_NAME = 64 };

/* Texts of which one is enough. */
struct feed_words {
	struct text list[FEED_WORDS];
	size_t count;
};

/* How a trail is found in a feed. */
struct feed_shape {
	struct text record; /* ends a record; empty: the end of a line */
	struct text
	    separator;  /* between fields; empty: a record is one field; "blank": any blanks */
	uint64_t value; /* the field of the trail, from 1; 0: the record */
	uint64_t where; /* this field must be where_is; 0: no matter */
	struct text where_is;
	struct feed_words with, without; /* of a record */
	struct feed_words after;         /* only what stands behind one of these */
	struct text open, close;         /* the trail is what stands between them, every time */
	struct feed_words trim;          /* endings of fields that are left out of info */
	struct text otherwise;           /* for a field that is empty in info */
	/* The words of "take". */
	bool lower, hex, addresses, every_address, cut_port, keep_slash, add_host, folder, first;
};

struct feed {
	struct text name; /* letters, digits, - _ . */
	struct feed_words urls;
	bool fallback; /* each URL stands in for the one before, else all are parts */
	bool disabled;
	struct text marker;                 /* stands in every good answer; or empty */
	const struct import_format *format; /* NULL: as the shape says */
	struct text info, reference;
	uint64_t most, timeout; /* bytes, seconds; 0: the usual */
	struct feed_shape shape;
};

/* A zeroed one is empty. */
struct feeds {
	struct arena arena;
	struct feed *list;
	size_t count, room;
};

/* Adds the definitions of a file; one for a name that is there changes it. feeds_free() frees. */
bool feeds_read(struct feeds *feeds, const char *path, struct fault *f) ATTR_CHECKED;
void feeds_free(struct feeds *feeds);

/* By name, or NULL. */
struct feed *feeds_find(const struct feeds *feeds, struct text name);

/* In the order of their names, in which they are merged. */
void feeds_sort(struct feeds *feeds);

/* Reads a file that is of that feed; *used grows by what it gave. modified is when the server says that it
 * changed (RFC 9110 8.8.2), or empty. */
bool builder_add_feed(struct builder *b, const struct feed *feed, struct text modified,
    const char *path, uint64_t *used, struct fault *f) ATTR_CHECKED;

/* Reads networks, one a line: addresses in them that feeds list from now on, with a port or a path or alone, are
 * skipped, but those of sinkholes and of parking sites. */
bool builder_leave_out(struct builder *b, const char *path, struct fault *f) ATTR_CHECKED;

/* Says in the store that it was made from feeds; feeds_made() finds it there. */
void builder_add_feeds_mark(struct builder *b);
struct store;
bool feeds_made(const struct store *s);

/*
 * Once all sources are in: a plain IPv4 address stays only where that many references, or one of the user's
 * own or of the lists that ship, name it; references tell who else has the trail: "a (+b,c)".
 * How many were left out. spec/trails.md 4.
 */
uint64_t builder_settle(struct builder *b, size_t minimum);

/* Before that: leaves out all trails of whose info says so is true, which is asked of each info once. How many. */
uint64_t builder_leave_out_infos(
    struct builder *b, bool (*says_so)(void *context, struct text info), void *context);

#endif
