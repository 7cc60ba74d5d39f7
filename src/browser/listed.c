/* A view whose rows are a listing in a table. */
#include <config.h>

#include "browser/listed.h"

void listed_begin(struct listed *l, const struct listing_options *options)
{
	listing_free(l->listing);
	l->listing = listing_new(l->view.b->c, options);
	l->grid.count = 0;
	l->grid.more = true;
	l->failed = false;
}

bool listed_step(struct listed *l, int64_t until)
{
	bool more = listing_step(l->listing, until);
	const struct fault *f = listing_fault(l->listing);
	l->grid.count = listing_count(l->listing);
	l->grid.more = more;
	if (f && !l->failed)
		browser_say(l->view.b, STYLE_ERROR, "%s", f->text);
	l->failed = f != NULL;
	return more;
}

uint64_t listed_row(const struct listed *l)
{
	return l->grid.row < l->grid.count ? listing_row(l->listing, l->grid.row) : 0;
}

size_t listed_kept(const struct listed *l, uint64_t row)
{
	for (size_t i = 0; i < l->kept_count; i++)
		if (l->kept[i] == row)
			return i;
	return LISTED_KEPT;
}

size_t listed_keep(struct listed *l, uint64_t row)
{
	if (l->kept_count == LISTED_KEPT)
		listed_forget(l);
	l->kept[l->kept_count] = row;
	return l->kept_count++;
}

void listed_forget(struct listed *l)
{
	arena_reset(&l->arena);
	l->kept_count = 0;
}

void listed_close(struct listed *l)
{
	listing_free(l->listing);
	arena_free(&l->arena);
}

void listed_draw(struct listed *l, struct canvas *c, struct area a, struct text empty)
{
	grid_draw(&l->grid, c, a);
	if (l->grid.count == 0 && !l->grid.more && a.rows > 2)
		canvas_text(c, a.row + 2, a.column + 2, a.columns - 2, STYLE_DIM, empty);
}

void listed_order(const struct listed *l, struct buf *out)
{
	uint64_t seen, all;
	buf_format(out, ", by %s", l->grid.class->columns[l->grid.sorted].name);
	if (!l->grid.more)
		return;
	listing_progress(l->listing, &seen, &all);
	buf_format(out, " (%llu %%)", (unsigned long long)(all ? seen * 100 / all : 0));
}

uint64_t listed_identity(void *context, size_t place)
{
	return listing_row(((struct listed *)context)->listing, place);
}

size_t listed_find(void *context, uint64_t identity)
{
	return listing_place(((struct listed *)context)->listing, identity);
}

struct grid *listed_grid(struct view *v)
{
	return &((struct listed *)v)->grid;
}
