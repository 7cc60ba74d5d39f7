/* The folder of what was compiled before: whose it is, what is in it, what has to go. Private to trails/. */
#ifndef TS_TRAILS_CACHE_ROOM_H
#define TS_TRAILS_CACHE_ROOM_H

#include <stdbool.h>
#include <stdint.h>

enum { CACHE_ROOM_FILES = 16 };
#define CACHE_ROOM_BYTES (UINT64_C(1) << 30)

/* The files of one key. */
struct cache_room {
	char *store, *told;
};

/* Makes the folder and those above it where they are missing; whether it can be used. */
bool cache_room_make(const char *folder);

/* Names the files of a key; false where the folder is missing, or others may write to it.
 * cache_room_close() frees, also after a failure. */
bool cache_room_open(struct cache_room *room, const char *folder, const char *key);
void cache_room_close(struct cache_room *room);

/* Whether there is a store, and nobody else's. */
bool cache_room_holds(const struct cache_room *room);

/* It was used now. */
void cache_room_touch(const struct cache_room *room);
void cache_room_remove(const struct cache_room *room);

/* Removes those used longest ago that are too many or too large together, and what killed runs left. */
void cache_room_tidy(const char *folder);

#endif
