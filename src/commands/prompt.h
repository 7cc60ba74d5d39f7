/* Asks the person at the terminal for a passphrase, without echo. */
#ifndef TS_COMMANDS_PROMPT_H
#define TS_COMMANDS_PROMPT_H

#include "capture/capture.h"

/* For struct passphrases; context is not used. False where there is no terminal, the answer is
 * empty, or the run is to end. */
bool prompt_passphrase(void *context, const char *file, struct buf *out);

#endif
