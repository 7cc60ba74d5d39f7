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
	 * '\n'; NULL: nothing is completed. */
	void (*complete)(struct browser *b, struct text word, struct buf *candidates);
};

struct prompt {
	const struct prompt_class *class; /* NULL: nothing is asked for */
	struct buf text;
	size_t cursor; /* byte in it */
	char **history;
	size_t history_count, history_room, history_at;
	struct buf candidates;
	size_t candidate;
};

void prompt_begin(struct prompt *p, const struct prompt_class *class, struct text text);
void prompt_input(struct browser *b, const struct input *in);
void prompt_draw(struct prompt *p, struct canvas *c, struct area a);
void prompt_free(struct prompt *p);

#endif
