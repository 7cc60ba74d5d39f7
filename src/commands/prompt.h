/* Asks the person at the terminal for a passphrase, without echo. */
#ifndef TS_COMMANDS_PROMPT_H
#define TS_COMMANDS_PROMPT_H

#include "base/buf.h"

/* What opens that file. False where there is no terminal, the answer is empty, or the run is to
 * end. */
bool prompt_passphrase(const char *file, struct buf *out);

#endif
