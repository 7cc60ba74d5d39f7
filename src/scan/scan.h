/*
 * Runs the chain: captures → frames → packets → observations → events → case. Only this room
 * knows it. Stages are pulled in batches; no stage calls the next one.
 */
#ifndef TS_SCAN_SCAN_H
#define TS_SCAN_SCAN_H

#include "capture/capture.h"
#include "case/case.h"
#include "decode/decode.h"
#include "detect/judge.h"
#include "trails/trails.h"

struct scan_progress {
	uint64_t bytes, total; /* total 0: not known */
	uint64_t frames, findings;
	const char *input; /* the one at hand, or "" */
	uint64_t dropped;  /* live: frames that kernel and interfaces dropped */
	bool last;         /* nothing more comes */
};

struct saver;

struct scan_options {
	struct capture *capture; /* after capture_begin() */
	const struct trails *trails;
	struct heuristic_choice heuristics;
	const struct agents *agents; /* as judge_options has them, as well as ignore */
	struct pattern *ignore;
	struct case_file *to;
	enum digest_kind digest;
	struct text settings; /* the options that can change findings, as one text */
	uint64_t memory;      /* bytes for working state */
	bool observables;     /* the case is kept: write down what was seen */
	bool isolate;         /* every input with a fresh detection state */
	struct saver *save;   /* frames to keep, or NULL */
	bool publishes;       /* the case, a growing one, is published now and then */
	/* Live: the run ends at the first frame or silence after until (ns, real time; 0: never), and what is
	 * in force changes with trails_now. */
	bool live;
	int64_t until;
	/* Asked between batches: the trails to use from now on, the same as before or others, which
	 * live as long as those before. NULL: never asked. */
	const struct trails *(*trails_now)(void *context);
	/* Called about every 64 batches, and whenever nothing comes; NULL: never. */
	void (*progress)(void *context, const struct scan_progress *p);
	void *context;
};

struct scan_result {
	struct decode_counts packets;
	uint64_t frames;
	bool interrupted;
	bool period_over;    /* it ended at until, there may be more */
	int64_t first, last; /* packet clock, ns; TIME_NONE without frames */
};

/* The key of the run's hash tables: from the trail set, the settings and the heads of the inputs. */
struct hash_key scan_key(const struct scan_options *options);

/* Scans everything and finishes the case. False and *f where the case could not be written. */
bool scan_run(
    const struct scan_options *options, struct scan_result *result, struct fault *f) ATTR_CHECKED;

#endif
