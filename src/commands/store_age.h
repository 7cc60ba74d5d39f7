/* How old the stores of "trails update" are. */
#ifndef TS_COMMANDS_STORE_AGE_H
#define TS_COMMANDS_STORE_AGE_H

#include "commands/config_file.h"
#include "commands/list.h"
#include "trails/trails.h"

/* Says on standard error which of them is older than UPDATE_PERIOD (seconds; a day). t was
 * opened from what is named, as by chosen_trails(). */
void store_age_tell(const struct trails *t, const struct list *named, struct config_file *config);

#endif
