/* Files and stores that live as long as one test program. */
#ifndef TS_TESTS_TRAIL_FILES_H
#define TS_TESTS_TRAIL_FILES_H

#include "trails/build.h"
#include "trails/trails.h"

/* Writes a file below the test's own directory, making the directories on the way. Its path. */
const char *file_of(const char *name, const void *p, size_t n);
const char *file_of_string(const char *name, const char *text);

/* Path of a name below the test's own directory. */
const char *file_path(const char *name);

/* Removes the directory with all in it. */
void files_remove(void);

/* Builds a store from sources (NULL ends them) into a file of that name and opens it; NULL and
 * *f where that fails. */
struct store *store_from(const char *name, const char *const *sources, struct fault *f);

/* The same from the text of one source file of that name, which must succeed. */
struct store *store_of_text(const char *name, const char *text);

/* Keeps what is said; lines are joined by LF. */
extern char said[65536];
struct notices notices_kept(void);

/* "info|reference" of a trail, or "" for TRAIL_NONE. */
struct text told(const struct store *s, uint32_t trail);

#endif
