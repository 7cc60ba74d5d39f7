/*
 * A view is a row of functions. Views stand on each other in a stack: the upper one has the keys. What
 * a view does not take, the browser does (browser.c): moving between views, filter, triage, quitting.
 */
#ifndef TS_BROWSER_VIEW_H
#define TS_BROWSER_VIEW_H

#include "browser/canvas.h"
#include "browser/request.h"

struct browser;
struct grid;
struct view;

/* What changed beneath a view. */
enum change {
	CHANGE_FILTER = 1 << 0, /* the query, or hidden threats shown or not */
	CHANGE_TRIAGE = 1 << 1,
	CHANGE_CASE = 1 << 2, /* it grew: row numbers stay */
};

struct view_class {
	const char *name; /* "threats": in scripts and the manual */
	size_t size;      /* of its own struct, which begins with struct view */
	bool popup;       /* drawn over the view below it */
	void (*open)(struct view *v);
	void (*close)(struct view *v);
	/* Work that takes longer, until that time of the monotonic clock (ns); true: there is more. NULL: none. */
	bool (*step)(struct view *v, int64_t until);
	void (*changed)(
	    struct view *v, unsigned changes); /* NULL: nothing it shows depends on them */
	void (*draw)(struct view *v, struct canvas *c, struct area a);
	bool (*request)(struct view *v, const struct input *in); /* true: taken */
	/* For the status line: "1,234 of 5,678 threats, by last_seen". */
	void (*status)(struct view *v, struct buf *out);
	/* The threat at hand, for triage, copies and other views: its row, 0 where there is none. NULL: never. */
	uint64_t (*threat)(struct view *v);
	/* The event at hand, likewise. */
	uint64_t (*event)(struct view *v);
	/* The cell at hand: the query field it belongs to ("src", or "" for none), and its values as plain text. */
	bool (*cell)(struct view *v, const char **field, struct buf *value);
	/* Its table (grid.h), to sort, search, choose columns and copy rows. NULL: it has none. */
	struct grid *(*grid)(struct view *v);
};

struct view {
	const struct view_class *class;
	struct browser *b;
	uint64_t argument; /* what it is of: the row of a threat or event, or 0 */
};

/* view_charts: argument is which one, as the keys number them, from 1. */
extern const struct view_class view_threats, view_detail, view_events, view_packet, view_charts,
    view_timeline, view_hosts, view_inputs, view_help, view_look, view_look_ups, view_saved,
    view_columns;

#endif
