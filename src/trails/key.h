/* What a key is, by its text alone. spec/trails.md 6 and 8. */
#ifndef TS_TRAILS_KEY_H
#define TS_TRAILS_KEY_H

#include "base/address.h"
#include "trails/store.h"

/* Where a key is looked up. Depends on its text alone, never on its reference. */
enum key_group { KEY_NAMES, KEY_ADDRESSES, KEY_TEXTS };

struct key_form {
	enum trail_kind kind;   /* never TRAIL_PATTERN: see key_is_pattern() */
	struct address address; /* of ADDRESS, ADDRESS_PORT, RANGE (not masked) */
	int32_t port;           /* of ADDRESS_PORT, else -1 */
	unsigned bits;          /* of RANGE */
};

void key_parse(struct text key, struct key_form *form);

enum key_group key_group(enum trail_kind kind);

/* The host of a URL: an address, with its port if it has one, or a name without. False where it is neither. */
bool key_url_host(struct text url, struct text *host, struct key_form *form);

/* "1.2.3.0/24" or "2001:db8::/32". */
bool key_parse_range(struct text key, struct address *a, unsigned *bits);

/* Which fingerprint it is, 0 where it is none: 32, 40 or 64 hexadecimal digits in lower case, or a JA4. */
unsigned key_fingerprint(struct text key);

/* Whether a key of kind TRAIL_OTHER counts as a regular expression if its reference allows it. */
bool key_is_pattern(struct text key);

/* One text for all spellings of the same IPv6 key, or the key itself. */
struct text key_canonical(struct text key, char room[ADDRESS_TEXT]);

#endif
