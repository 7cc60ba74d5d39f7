/* The words behind "trailsift trails", and what one value meets. */
#ifndef TS_COMMANDS_TRAILS_H
#define TS_COMMANDS_TRAILS_H

#include "trails/trails.h"

extern const struct command trails_build, trails_update, trails_info, trails_check, trails_why,
    trails_diff, trails_dump, trails_stats, trails_formats;

/* One look-up. */
struct met_step {
	const char *what;          /* kind of the trail looked for, or "whitelist" */
	struct text value;         /* what was looked up */
	const struct trail *trail; /* met, or NULL */
	struct text entry;         /* of the whitelist, or empty */
};

/* What a value met: distinct trails, the most specific first. */
struct met {
	struct trail *trails;
	size_t count, room;
	struct text whitelisted; /* the entry that suppresses it, or empty */
	/* Gets each look-up as it is made; NULL: nobody asks. What it is given lives until it returns. */
	void (*tell)(void *context, const struct met_step *step);
	void *context;
};

/* Looks up everything that traffic of this value would be looked up as: a domain with its
 * parents, an address with its networks, an address:port with its address, a URL with the parts
 * of its path (detection.md 3.3 H13) and its host. met->trails is emptied first; who calls
 * frees it. */
void met_find(struct met *met, const struct trails *trails, struct text value);

#endif
