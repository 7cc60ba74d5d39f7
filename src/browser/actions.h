/* What the browser does with a request that no view took. For browser.c alone. */
#ifndef TS_BROWSER_ACTIONS_H
#define TS_BROWSER_ACTIONS_H

#include "browser/browser.h"

struct action {
	enum request request;
	void (*run)(struct browser *b, enum request request);
};

/* Each ends with REQUEST_NONE. */
extern const struct action find_actions[], triage_actions[], out_actions[];

/* The chip of the cell at hand; exclude: its contrary. */
void find_by_cell(struct browser *b, bool exclude);

/* Looks on for what is sought until that time; true: there is more to do. */
bool search_step(struct browser *b, int64_t until);
void search_end(struct browser *b);

/* The ids of the marked threats, or of the one at hand; count. They live in arena. */
size_t triage_targets(struct browser *b, struct arena *arena, struct text **uids);

/* News of a case that grows. */
void follow_begin(struct browser *b);
void follow_end(struct browser *b);
bool follow_due(const struct browser *b, int64_t now); /* time to look */

/* The case before, for the caller to free once the views know; NULL: nothing is new. */
struct case_file *follow_look(struct browser *b, int64_t now);

/* What was not examined, in one line. */
void follow_coverage(struct browser *b);

#endif
