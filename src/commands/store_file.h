/* The file of a store that is to be written. */
#ifndef TS_COMMANDS_STORE_FILE_H
#define TS_COMMANDS_STORE_FILE_H

#include <stdbool.h>

/* Whether there is a file that somebody may want to keep, as it is no store. */
bool store_file_is_precious(const char *path);

/* The folders that path is in, so that the user's own store can be written the first time. */
void store_file_make_folders(const char *path);

#endif
