/* Compiling sources into a store. spec/trails.md 1, 2, 4, 6. */
#ifndef TS_TRAILS_BUILD_H
#define TS_TRAILS_BUILD_H

#include "base/fault.h"
#include "base/outfile.h"

struct builder;

struct builder_counts {
	uint64_t lines, trails, replaced, skipped, whitelist, ignore; /* of all sources so far */
};

/* builder_free() frees it. Lines that are skipped are told, the first of each source with its
 * line number, then their number. */
struct builder *builder_new(const struct notices *notices);
void builder_free(struct builder *b);

struct import_format;

/* Files that are named from now on are of that format; NULL: by content. */
void builder_read_as(struct builder *b, const struct import_format *format);

/* The column of tables without a meaning of their own (csv): its name, or its number from 1. Not copied. */
void builder_read_column(struct builder *b, const char *column);

/* Every line that is skipped gets a notice, not the first of each source alone. */
void builder_tell_all(struct builder *b);

/* Takes trails.csv, a trail text file, a compiled store, or a directory: a tree of trail text
 * files (malware/, malicious/, suspicious/ below it, or static/ or trails/static/ of a checkout),
 * a whitelist.txt in it. False and *f where it cannot be read or holds nothing usable. */
bool builder_add(struct builder *b, const char *path, struct fault *f) ATTR_CHECKED;

/* Takes a whitelist in Maltrail's format. */
bool builder_add_whitelist(struct builder *b, const char *path, struct fault *f) ATTR_CHECKED;

/* Takes ignore rules in Maltrail's format (detection.md 5.4). */
bool builder_add_ignore(struct builder *b, const char *path, struct fault *f) ATTR_CHECKED;

struct builder_counts builder_counts(const struct builder *b);

/* Writes the store; the same sources give the same bytes. */
void builder_write(struct builder *b, struct outfile *out);

#endif
