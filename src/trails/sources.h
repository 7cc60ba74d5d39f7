/* Directories of trail lists. Private to trails/. */
#ifndef TS_TRAILS_SOURCES_H
#define TS_TRAILS_SOURCES_H

#include "trails/build.h"

/* Reads the lists of a directory in the order in which later ones replace earlier ones. */
bool source_tree(struct builder *b, const char *root, uint64_t *used, struct fault *f);

bool source_is_directory(const char *path);

#endif
