/* Lines of trails.csv and of trail text files. spec/trails.md 1.2, 2, 4; detection.md 2.1. */
#ifndef TS_TRAILS_GRAMMAR_H
#define TS_TRAILS_GRAMMAR_H

#include "base/fault.h"
#include "base/text.h"

/* Three fields of a CSV row; false where there are more or fewer. room holds at least line.n
 * bytes and must live as long as the fields. */
bool grammar_row(struct text line, char *room, struct text field[3]);

enum grammar { GRAMMAR_STATIC, GRAMMAR_CUSTOM };

/* The key on a line of a trail text file, built in room (line.n + 1 bytes). False where there is
 * none: *why says the reason, or is NULL for blank lines and comments. */
bool grammar_key(
    struct text line, enum grammar grammar, char *room, struct text *key, const char **why);

/* Whether a key of a static file names something that is not on the public internet, where info
 * does not say that this is meant. */
bool grammar_is_bogon(struct text key, struct text info);

/* What a few info texts are told as (spec/trails.md 4, steps 4b and 5). */
struct text grammar_info(struct text key, struct text info);

#endif
