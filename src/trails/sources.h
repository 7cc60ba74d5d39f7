/* Reading sources into a builder, file by file. */
#ifndef TS_TRAILS_SOURCES_H
#define TS_TRAILS_SOURCES_H

#include "base/text.h"
#include "trails/build.h"

enum source_mode {
	SOURCE_ALONE, /* rows or custom lines, by content; a file that was named itself */
	SOURCE_ASK,   /* the same for one in a directory */
	SOURCE_ROWS,  /* trails.csv */
	SOURCE_CUSTOM,
	SOURCE_STATIC,
	SOURCE_STATIC_CSV, /* "value,info" below static/ */
	SOURCE_WHITELIST,
};

/* Reads one file. Its info comes from its name and the suffix; *used grows by the lines that held
 * something. */
bool source_file(struct builder *b, const char *path, struct text name, enum source_mode mode,
    const char *suffix, uint64_t *used, struct fault *f);

/* Reads the lists of a directory in the order in which later ones replace earlier ones. */
bool source_tree(struct builder *b, const char *root, uint64_t *used, struct fault *f);

bool source_is_directory(const char *path);

#endif
