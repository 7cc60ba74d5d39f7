/* Sources that are no single list. Private to trails/. */
#ifndef TS_TRAILS_SOURCES_H
#define TS_TRAILS_SOURCES_H

#include "trails/build.h"

/* Reads the lists of a directory in the order in which later ones replace earlier ones. */
bool source_tree(struct builder *b, const char *root, uint64_t *used, struct fault *f);

/* Takes over what a compiled store says, and closes it. */
struct store;
bool source_store(struct builder *b, struct store *s, const char *path, uint64_t *used,
    struct fault *f) ATTR_CHECKED;

bool source_is_directory(const char *path);

#endif
