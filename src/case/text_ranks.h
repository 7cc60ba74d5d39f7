/* The order of all texts of a case, found once: rows that have texts by number are then sorted by small numbers. */
#ifndef TS_CASE_TEXT_RANKS_H
#define TS_CASE_TEXT_RANKS_H

#include "case/file.h"

struct text_ranks;

/* As addresses, or by their bytes in small letters, as listings do. NULL where there are too many texts. */
struct text_ranks *text_ranks_new(struct case_file *c, bool addresses);
void text_ranks_free(struct text_ranks *r); /* NULL is allowed */

/* Works for a moment; true: there is more to do. A failure sticks to the database, or to the ranks. */
bool text_ranks_step(struct text_ranks *r);
bool text_ranks_failed(const struct text_ranks *r);
void text_ranks_progress(const struct text_ranks *r, uint64_t *seen, uint64_t *total);

/* Equal ones have equal ranks; 0 for number 0 and for what is not there. */
uint32_t text_ranks_get(const struct text_ranks *r, uint64_t number);

#endif
