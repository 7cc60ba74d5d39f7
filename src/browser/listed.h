/* A view whose rows are a listing in a table: what threats and events have in common. */
#ifndef TS_BROWSER_LISTED_H
#define TS_BROWSER_LISTED_H

#include "browser/browser.h"
#include "browser/grid.h"
#include "case/listing.h"

enum { LISTED_KEPT = 256 }; /* rows that were drawn lately: a screen and what is around it */

/* First in the view's own struct, which is also its grid's context. */
struct listed {
	struct view view;
	struct grid grid;
	struct listing *listing;
	bool failed;        /* it was told */
	struct arena arena; /* of the rows that are kept */
	uint64_t kept[LISTED_KEPT];
	size_t kept_count;
};

void listed_close(struct listed *l);

/* Other rows, or another order: the listing before goes. */
void listed_begin(struct listed *l, const struct listing_options *options);
bool listed_step(struct listed *l, int64_t until);

/* The number of the row at hand, 0 where there is none. */
uint64_t listed_row(const struct listed *l);

/* The view has what it read of the rows kept in an array of LISTED_KEPT, and their texts in arena.
 * A row's place there, LISTED_KEPT where it is not kept; a place for one to be read now, for which
 * all others may be forgotten. */
size_t listed_kept(const struct listed *l, uint64_t row);
size_t listed_keep(struct listed *l, uint64_t row);
void listed_forget(struct listed *l);

/* What a table says where it is empty. */
void listed_draw(struct listed *l, struct canvas *c, struct area a, struct text empty);

/* ", by NAME", and how far it is. */
void listed_order(const struct listed *l, struct buf *out);

/* For grid_class and view_class. */
uint64_t listed_identity(void *context, size_t place);
size_t listed_find(void *context, uint64_t identity);
struct grid *listed_grid(struct view *v);

#endif
