/*
 * The browser: a case in a terminal. It is driven by inputs and draws to a canvas, and knows no
 * terminal: terminal.h does, or a script.
 */
#ifndef TS_BROWSER_BROWSER_H
#define TS_BROWSER_BROWSER_H

#include "browser/filter.h"
#include "browser/geo.h"
#include "browser/prompt.h"
#include "browser/view.h"
#include "case/triage.h"
#include "case/view.h"
#include "evidence/evidence.h"

enum { BROWSER_VIEWS = 16 }; /* on each other */

struct browser_options {
	const char *path;       /* of the case */
	const char *captures;   /* --captures, or NULL */
	const char *const *geo; /* MaxMind files */
	size_t geo_count;
	bool ascii;
	bool follow; /* look for news of a growing case */
};

struct browser {
	struct browser_options options;
	struct case_file *c;
	struct triage *triage;
	struct evidence *evidence; /* made when it is first asked for: browser_evidence() */
	struct geo *geo;           /* NULL: no country or network of an address is known */
	struct filter filter;
	struct prompt prompt; /* at the bottom, while it asks for something */
	struct view *views[BROWSER_VIEWS];
	size_t depth;
	struct canvas canvas;
	struct buf message; /* the last thing to tell, until the next key */
	enum style message_style;
	struct buf copied; /* for the terminal's clipboard; empty: nothing new */
	uint64_t *marked;  /* rows of threats, ascending */
	size_t marked_count, marked_room;
	struct buf sought;  /* what was filtered or searched for last, for "next" */
	struct buf missing; /* what was not examined in full, for the status line */
	struct search *search;
	void (*later)(struct browser *b); /* once the screen has been drawn: what takes long */
	struct buf later_argument;
	struct follow *follow; /* NULL: nobody looks for news */
	bool quit, suspend, redraw;
	bool drawn;
	int title_end;                 /* the first column of the title that is free */
	int cursor_row, cursor_column; /* where the terminal's cursor is; row -1: nowhere */
	unsigned changes;              /* to tell the views before the next draw */
};

/* NULL and *f where the case cannot be read. */
struct browser *browser_new(const struct browser_options *options, struct fault *f);
void browser_free(struct browser *b);

void browser_input(struct browser *b, const struct input *in);

/* Works on in the background until then; true: there is more to do. */
bool browser_step(struct browser *b, int64_t until);

/* Draws everything to b->canvas, which has the size that it shall have. */
void browser_draw(struct browser *b);

/* Whether anything comes of a request, in some view. */
bool browser_can(enum request request);

/* --- for views */

/* Opens a view on top, of that argument; returns it. Where there are too many, the lowest but one goes. */
struct view *browser_push(struct browser *b, const struct view_class *class, uint64_t argument);
void browser_pop(struct browser *b);
struct view *browser_top(struct browser *b);

/* Whether that threat's row is marked. */
bool browser_is_marked(const struct browser *b, uint64_t threat);

/* Calls done once the screen has been drawn, with what it says meanwhile. */
void browser_later(struct browser *b, void (*done)(struct browser *b), struct text argument);

/* A line at the bottom until the next key. */
void browser_say(struct browser *b, enum style style, const char *format, ...) ATTR_FORMAT(3, 4);

/* Tells all views, before they are drawn next. */
void browser_changed(struct browser *b, unsigned changes);

/* Puts it onto the clipboard of who looks (OSC 52), and says so. */
void browser_copy(struct browser *b, struct text t);

/* NULL, having said why, where there can be none. */
struct evidence *browser_evidence(struct browser *b);

#endif
