/*
 * A run: what scan and live do alike once they know their inputs. Trails, a case, kept frames,
 * progress, reports, the summary, the status.
 *
 * Use: run_begin, options, run_open, inputs into capture, run_look, run_into for each case,
 * run_end.
 */
#ifndef TS_COMMANDS_RUN_H
#define TS_COMMANDS_RUN_H

#include "capture/capture.h"
#include "commands/progress.h"
#include "commands/run_options.h"
#include "trails/trails.h"

struct saver;

struct run {
	struct common common;
	struct run_options options;
	struct capture_options reading; /* those of the command; run_open() adds the shared ones */
	struct capture *capture;
	bool live;
	bool watched; /* others read the case while it is written */
	bool brief;   /* one line for each case instead of the table and the summary */
	/* Called once the files of the first case are open, before the first frame; NULL: not. */
	bool (*ready)(void *context, struct fault *f);
	/* For each event as it is found; NULL: not. */
	void (*added)(void *context, const struct case_event *e);
	/* Now and then, also where nothing comes: false ends the run. NULL: not. */
	bool (*look)(void *context);
	void *context;

	/* Run's own. */
	struct saver *save; /* of the case at hand, until it failed and that was said; or NULL */
	struct trails **trails; /* the last is in force; the others live on */
	size_t trail_count, trail_room;
	bool shipped_only;
	struct progress progress;
};

void run_begin(struct run *r);
void run_end(struct run *r);

/* Catches signals, opens the trails and makes the capture. -1, or the status to end with. */
int run_open(struct run *r);

/* All inputs are in: capture_begin(), with progress. */
void run_look(struct run *r);

struct run_target {
	const char *case_path; /* NULL: a temporary one */
	const char *save_path; /* NULL: no frames are kept */
	int64_t until;         /* live: when its period is over, ns; 0: never */
};

/* Scans into one case and reports on it. The status; *more where only the period is over. */
int run_into(struct run *r, const struct run_target *to, bool *more);

#endif
