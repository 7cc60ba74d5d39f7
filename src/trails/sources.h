/* Sources that are no single list. Private to trails/. */
#ifndef TS_TRAILS_SOURCES_H
#define TS_TRAILS_SOURCES_H

#include "trails/build.h"

struct import_options;

/* Reads the lists of a directory in the order in which later ones replace earlier ones. */
bool source_tree(struct builder *b, const char *root, uint64_t *used, struct fault *f);

/* Gives those lists with their paths, in that order, until each returns false. */
bool source_tree_lists(const char *root,
    bool (*each)(void *context, const struct import_options *o, struct fault *f), void *context,
    struct fault *f) ATTR_CHECKED;

/* Takes over what a compiled store says, and closes it. */
struct store;
bool source_store(struct builder *b, struct store *s, const char *path, uint64_t *used,
    struct fault *f) ATTR_CHECKED;

/* What a file is called in a store: the last part of its path. */
struct text source_name(const char *path);

bool source_is_directory(const char *path);

#endif
