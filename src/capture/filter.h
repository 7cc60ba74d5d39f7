/* Frames to leave out: a filter in the language of pcap-filter(7), compiled for each link type. */
#ifndef TS_CAPTURE_FILTER_H
#define TS_CAPTURE_FILTER_H

#include "base/fault.h"
#include "capture/frame.h"

struct filter;

/* Compiles the text, which outlives it, as link types come. filter_free() frees it. */
struct filter *filter_new(const char *text);
void filter_free(struct filter *f);

/* Whether the frame matches. A link type that the filter makes no sense for ("ether host" where
 * there are no Ethernet headers) never does, and is told once. */
bool filter_takes(struct filter *f, const struct frame *frame, const struct notices *notices);

#endif
