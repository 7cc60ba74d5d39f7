/* What the configuration says to scan and live where the command line does not. */
#ifndef TS_COMMANDS_RUN_CONFIG_H
#define TS_COMMANDS_RUN_CONFIG_H

#include "commands/run_options.h"

/* Reads the usual files into r->config and takes from it what is left open. What is wrong with them is told; it keeps
 * nobody from scanning. */
void run_config_take(struct run_options *r, bool quiet);

#endif
