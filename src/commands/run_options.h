/* The options that scan and live share. */
#ifndef TS_COMMANDS_RUN_OPTIONS_H
#define TS_COMMANDS_RUN_OPTIONS_H

#include "commands/commands.h"
#include "commands/config_file.h"
#include "commands/list.h"
#include "detect/judge.h"
#include "reports/report.h"

/* Their rows, for the tables of both. */
/* clang-format off */
#define RUN_OPTIONS \
	{ 't', "trails", "FILE", \
	    "trails to use instead of the default; repeatable; \"default\" adds it" }, \
	{ 'w', "case", "FILE", "keep the case here" }, \
	{ 'o', "output", "REPORT", "[FORMAT:]FILE, a report; repeatable; FORMAT:- is stdout" }, \
	{ 'f', "filter", "BPF", "only frames that match, as for tcpdump" }, \
	{ 0, "whitelist", "FILE", "more names and addresses to suppress; \"none\" drops the store's own" }, \
	{ 0, "ignore", "FILE", "rules for events to suppress; \"none\" drops the store's own" }, \
	{ 0, "user-agents", "FILE", \
	    "patterns of suspicious user agents beside those of the trails; \"none\" drops these" }, \
	{ 0, "enable", "NAME[,NAME]", "heuristics to add, or all" }, \
	{ 0, "disable", "NAME[,NAME]", "heuristics to leave out, or all" }, \
	{ 0, "local-networks", "NET[,NET]", "networks that are ours, besides the private ones" }, \
	{ 0, "show-suppressed", NULL, "keep whitelisted and ignored events visible in reports" }, \
	{ 0, "sensor", "NAME", "the sensor column" }, \
	{ 0, "events-per-threat", "N", \
	    "single events kept for each threat (default 10000; 0: all)" }, \
	{ 0, "memory", "SIZE", "ceiling for working state (default 512M)" }, \
	{ 0, "save", "[=all] FILE", "keep the frames of flows with findings (or all), as pcapng" }, \
	{ 0, "force", NULL, "replace an existing case or saved capture" }, \
	{ 0, "no-progress", NULL, "no progress line on a terminal" }
/* clang-format on */

struct run_output {
	const struct report_format *format;
	const char *file;
};

struct run_options {
	struct list trails, whitelists, ignores;
	struct pattern *ignore; /* IGNORE_EVENTS_REGEX, or NULL */
	const char *ignore_regex;
	struct config_file config; /* what the command line leaves open, after run_config_take() */
	struct heuristic_choice heuristics;
	struct agents *agents; /* NULL: those that ship */
	bool no_agents;        /* neither these nor those of the trails */
	struct run_output *outputs;
	size_t output_count, output_room;
	const char *case_path, *filter, *sensor, *save_path, *local_networks; /* NULL: not given */
	uint64_t events_per_threat, memory;
	bool save_all, force, no_progress, show_suppressed;
	bool to_stdout; /* a report goes there, and the summary to standard error */
};

void run_options_begin(struct run_options *r);
void run_options_free(struct run_options *r);

/* Takes the option at hand; what is none of the rows above does nothing. -1, or the status to end
 * with. */
int run_option_take(struct run_options *r, const struct options *o);

/* The faults of the options together. -1, or the status to end with. */
int run_options_check(const struct run_options *r);

/* Whether that reads like a capture filter that lost its -f. */
bool reads_like_filter(const char *words);

#endif
