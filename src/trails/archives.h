/* Sources that are packed: compressed files, archives of lists, archives of whole trees. Private to trails/. */
#ifndef TS_TRAILS_ARCHIVES_H
#define TS_TRAILS_ARCHIVES_H

#include "trails/import_private.h"

/* Whether the file at path begins as something packed does. */
bool source_is_packed(const char *path);

/* Reads the lists in it: of a tree as its names say, else every member that is named like a list, in the order of their
 * paths; a member that is the only one, whatever its name. Each is a source "NAME!PATH". format: of
 * lists that are no part of a tree, NULL by content. False and *f where it cannot be read to its end. */
bool source_packed(struct builder *b, const char *path, struct text name,
    const struct import_format *format, uint64_t *used, struct fault *f) ATTR_CHECKED;

#endif
