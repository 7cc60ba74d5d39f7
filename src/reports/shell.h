/* Words of a command that a person copies into a shell. POSIX.1-2024, XCU 2.2. */
#ifndef TS_REPORTS_SHELL_H
#define TS_REPORTS_SHELL_H

#include "base/buf.h"

/* Appends word so that a shell takes it as that one word and a terminal shows it as it is. Quotes
 * are left out where none are needed and always is false. */
void shell_quote(struct buf *out, struct text word, bool always);

#endif
