/* Indicators as people write them so that nobody follows them by chance. */
#ifndef TS_TRAILS_SPELLING_H
#define TS_TRAILS_SPELLING_H

#include "base/text.h"

/* The value without its armour: "[.]", "(.)", "{.}", "[dot]", "(dot)" are dots, "[:]" and "[://]" lose their
 * brackets, and so does an address in brackets alone; digests lose the colons between their bytes. Built in room
 * (value.n bytes) where it differs. A scheme such as hxxp stays: it is cut like any other. */
struct text spelling_plain(struct text value, char *room);

#endif
