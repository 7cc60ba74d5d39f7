/* The trails in force: the default store, or what -t, --whitelist and --ignore name. */
#ifndef TS_COMMANDS_CHOSEN_TRAILS_H
#define TS_COMMANDS_CHOSEN_TRAILS_H

#include "commands/commands.h"
#include "commands/list.h"
#include "trails/trails.h"

/* The store used where -t is not given: TRAILS_FILE of the configuration, else the user's, else the one of the build tree the program
 * runs from, else the installed one. NULL where there is none. *shipped says whether it is one of
 * the latter two. Static. */
const char *default_store(bool *shipped);

/* Opens what is named ("default" stands for the default store, which is also meant where nothing
 * is named) with the whitelists and ignore rules. *shipped_only: there is only the store that ships. trails_close()
 * closes it. Plain files are kept compiled for the next time; verbose: that is told. NULL and *f on failure. */
struct chosen {
	const struct list *named, *whitelists, *ignores;
	bool verbose;
};
struct trails *chosen_trails(const struct chosen *chosen, bool *shipped_only, struct fault *f);

#endif
