/* What rows of a listing are sorted by, as bytes. */
#ifndef TS_CASE_LISTING_KEY_H
#define TS_CASE_LISTING_KEY_H

#include "case/listing.h"
#include "case/rows.h"
#include "case/sorter.h"

/* The columns that a key needs. */
unsigned listing_threat_columns(enum listing_key key);
unsigned listing_event_columns(enum listing_key key);

/* Each returns the key's length. marks: of the row's threat. */
size_t listing_threat_key(enum listing_key key, const struct case_threat *t,
    const struct marks *marks, uint8_t out[SORTER_KEY]);
size_t listing_event_key(enum listing_key key, const struct case_event *e,
    const struct marks *marks, uint8_t out[SORTER_KEY]);

/* Of a text alone: as an address, or in small letters. */
size_t listing_text_key(struct text t, bool address, uint8_t out[SORTER_KEY]);

/* The column of events that has a text by number, which the key is all made of; -1: none. */
int listing_event_text(enum listing_key key);

#endif
