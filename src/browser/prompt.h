/* One line that is typed at the bottom, with history and completion. */
#ifndef TS_BROWSER_PROMPT_H
#define TS_BROWSER_PROMPT_H

#include "browser/canvas.h"
#include "browser/request.h"

struct browser;

/* One for each thing that is asked for; static. */
struct prompt_class {
	const char *label; /* "filter: " */
	/* While it is typed, after each change; NULL: nothing. */
	void (*typed)(struct browser *b, struct text t);
	/* Enter. */
	void (*done)(struct browser *b, struct text t);
	/* Esc; NULL: nothing. */
	void (*given_up)(struct browser *b);
	/* What may stand in place of the word before the cursor: adds candidates, one after another, each ended by
	 * '\n'; NULL: nothing is completed. A word ends at a blank, or only at the end where whole is set. */
	void (*complete)(struct browser *b, struct text word, struct buf *candidates);
	bool whole;
};

struct prompt {
	const struct prompt_class *class; /* NULL: nothing is asked for */
	struct buf text;
	size_t cursor; /* byte in it */
	char **history;
	size_t history_count, history_room, history_at;
	struct buf candidates;
	size_t candidate; /* the one that stands there now, from 1; 0: what was typed */
	size_t word_at;   /* where it begins */
};

void prompt_begin(struct prompt *p, const struct prompt_class *class, struct text text);
void prompt_input(struct browser *b, const struct input *in);

/* In one row; *column: where the cursor is. */
void prompt_draw(struct prompt *p, struct canvas *c, struct area a, int *column);

/* What Tab offers, in one row. */
void prompt_draw_candidates(const struct prompt *p, struct canvas *c, struct area a);
void prompt_free(struct prompt *p);

#endif
