/* Where the files of "trails update" and other files of the user are. */
#ifndef TS_COMMANDS_FEED_PLACES_H
#define TS_COMMANDS_FEED_PLACES_H

#include "base/buf.h"

/* Each fills the buffer with a path and gives it as a string; NULL where there is no home. The buffer is the
 * caller's. */
const char *place_cache(struct buf *out);      /* folder of downloaded feeds */
const char *place_store(struct buf *out);      /* the user's own store */
const char *place_own_feeds(struct buf *out);  /* definitions of feeds of the user's own */
const char *place_own_trails(struct buf *out); /* folder of lists of the user's own */
const char *place_configuration(struct buf *out);
const char *place_compiled(struct buf *out); /* folder of plain trails, compiled */
const char *place_feeds(struct buf *out);    /* definitions that ship; NULL where there are none */
const char *place_shipped(struct buf *out);  /* the store that ships; NULL where there is none */

const char *place_networks(
    struct buf *out); /* those left out of feeds; NULL where there is no list */

#endif
