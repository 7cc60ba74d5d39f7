/* From options and inputs to a case, reports and a status. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/time.h"
#include "commands/chosen_trails.h"
#include "commands/prompt.h"
#include "commands/run_config.h"
#include "commands/run_reports.h"
#include "commands/signals.h"
#include "commands/store_age.h"
#include "detect/agents.h"
#include "scan/save.h"

enum {
	SPOOL = 1 << 30, /* of frames whose flows may yet have a finding */
};

void run_begin(struct run *r)
{
	*r = (struct run) { .live = false };
	run_options_begin(&r->options);
}

void run_end(struct run *r)
{
	progress_end(&r->progress);
	capture_free(r->capture);
	for (size_t i = 0; i < r->trail_count; i++)
		trails_close(r->trails[i]);
	free(r->trails);
	run_options_free(&r->options);
}

static const struct trails *trails_in_force(const struct run *r)
{
	return r->trails[r->trail_count - 1];
}

static bool open_trails(struct run *r, struct fault *f)
{
	bool shipped_only;
	const struct chosen chosen = { &r->options.trails, &r->options.whitelists,
		&r->options.ignores, r->common.verbose };
	struct trails *opened = chosen_trails(&chosen, &shipped_only, f);
	if (!opened)
		return false;
	/* Of a scan that is done beside it; here frames wait. */
	if (r->live && !trails_verify_end(trails_verify_begin(opened), f)) {
		trails_close(opened);
		return false;
	}
	r->trails = grow(r->trails, r->trail_count, &r->trail_room, sizeof(struct trails *));
	r->trails[r->trail_count++] = opened;
	r->shipped_only = shipped_only;
	if (!r->common.quiet)
		store_age_tell(opened, &r->options.trails, &r->options.config);
	return true;
}

/* With the patterns of user agents that the trails brought along. */
static bool add_agents(struct run *r, struct fault *f)
{
	const struct trails *trails = trails_in_force(r);
	for (size_t i = 0; i < trails_stores(trails) && !r->options.no_agents; i++) {
		struct text lines = store_agents(trails_store(trails, i));
		if (lines.n == 0)
			continue;
		if (!r->options.agents) {
			r->options.agents = agents_new();
			agents_add_shipped(r->options.agents);
		}
		if (!agents_add_lines(r->options.agents, lines))
			return fault_set(f, "too many patterns of user agents");
	}
	return true;
}

/* Lines of the library; the progress line is drawn again below them. */
static void say(void *context, const char *line)
{
	struct run *r = context;
	progress_wipe(&r->progress);
	fprintf(stderr, "trailsift: %s\n", line);
}

static bool ask(void *context, const char *file, struct buf *out)
{
	struct run *r = context;
	progress_pause(&r->progress);
	bool answered = prompt_passphrase(file, out);
	progress_resume(&r->progress);
	return answered;
}

static bool draws_progress(const struct run *r)
{
	const char *term = getenv("TERM");
	if (r->options.no_progress || r->common.quiet || !isatty(STDERR_FILENO))
		return false;
	return term && strcmp(term, "dumb") != 0 && !(r->added && isatty(STDOUT_FILENO));
}

int run_open(struct run *r)
{
	struct fault f;
	signals_catch(r->live);
	run_config_take(&r->options, r->common.quiet);
	if (!open_trails(r, &f) || !add_agents(r, &f))
		return complain(STATUS_FAILED, "%s", f.text);
	r->reading.notices = (struct notices) { say, r };
	r->reading.filter = r->options.filter;
	r->reading.stop = &signals_stop;
	r->reading.passphrases.ask = ask;
	r->reading.passphrases.context = r;
	r->capture = capture_new(&r->reading);
	return -1;
}

void run_look(struct run *r)
{
	/* Heads of slow streams take their time. Live, threads come after privileges went. */
	if (!r->live)
		progress_begin(&r->progress, r->capture, draws_progress(r), false);
	capture_begin(r->capture);
}

static void note_option(struct case_file *c, struct buf *all, const char *name, const char *value)
{
	case_add_option(c, name, text_of(value));
	buf_format(all, "%s=%s\n", name, value);
}

/* Lists that were added, by their digests. */
static void note_lists(const struct run *r, struct case_file *c, struct buf *all, const char *name,
    const struct list *lists, const char *(*digest)(const struct trails *t, size_t i))
{
	struct buf digests;
	size_t added = 0;
	buf_init(&digests, SIZE_MAX / 2);
	for (size_t i = 0; i < lists->count; i++) {
		bool none = strcmp(lists->items[i], "none") == 0;
		buf_format(&digests, "%s%s", i ? "," : "",
		    none ? "none" : digest(trails_in_force(r), added++));
	}
	if (digests.n)
		note_option(c, all, name, buf_string(&digests));
	buf_free(&digests);
}

static void note_suppression(const struct run *r, struct case_file *c, struct buf *all)
{
	note_lists(r, c, all, "whitelist", &r->options.whitelists, trails_whitelist_digest);
	note_lists(r, c, all, "ignore", &r->options.ignores, trails_ignore_digest);
	if (r->options.ignore)
		note_option(c, all, "ignore-regex", r->options.ignore_regex);
}

static void note_time(struct case_file *c, struct buf *all, const char *name, int64_t ns)
{
	char text[TIME_TEXT];
	if (ns) {
		time_text(ns, text);
		note_option(c, all, name, text);
	}
}

/* Names of the heuristics that are set in bits. */
static void note_heuristics(struct case_file *c, struct buf *all, const char *name, uint64_t bits)
{
	struct buf names;
	buf_init(&names, SIZE_MAX / 2);
	for (size_t i = 0; i < heuristics_count(); i++)
		if (bits >> i & 1)
			buf_format(&names, "%s%s", names.n ? "," : "", heuristic_name(i));
	if (names.n)
		note_option(c, all, name, buf_string(&names));
	buf_free(&names);
}

/* What differs from the defaults. */
static void note_detection(const struct run *r, struct case_file *c, struct buf *all)
{
	static const struct heuristic_choice none = { 0 };
	uint64_t on = heuristics_on(&r->options.heuristics), by_default = heuristics_on(&none);
	char digest[DIGEST_TEXT];
	if (r->options.local_networks)
		note_option(c, all, "local-networks", r->options.local_networks);
	note_heuristics(c, all, "enable", on & ~by_default);
	note_heuristics(c, all, "disable", by_default & ~on);
	if (r->options.agents) {
		agents_digest(r->options.agents, digest);
		note_option(c, all, "user-agents", digest);
	}
}

/* The options that can change findings, as the manifest has them. */
static void note_options(const struct run *r, struct case_file *c, struct buf *all)
{
	char events[24], memory[24];
	snprintf(events, sizeof(events), "%llu", (unsigned long long)r->options.events_per_threat);
	snprintf(memory, sizeof(memory), "%llu", (unsigned long long)r->options.memory);
	case_set(c, "tool", TEXT(PACKAGE_NAME));
	case_set(c, "version", TEXT(PACKAGE_VERSION));
	if (r->shipped_only)
		case_set(c, "shipped_trails_only", TEXT("true"));
	note_option(c, all, "sensor", r->options.sensor);
	note_option(c, all, "events-per-threat", events);
	note_option(c, all, "memory", memory);
	if (r->reading.filter)
		note_option(c, all, "filter", r->reading.filter);
	note_time(c, all, "since", r->reading.since);
	note_time(c, all, "until", r->reading.until);
	if (r->reading.isolate)
		note_option(c, all, "isolate", "true");
	if (r->reading.strict)
		note_option(c, all, "strict-input", "true");
	note_detection(r, c, all);
	note_suppression(r, c, all);
}

static void say_if_save_failed(struct run *r)
{
	struct fault f;
	if (!r->save || !saver_failed(r->save, &f))
		return;
	progress_wipe(&r->progress);
	complain(0, "%s; no more frames are kept", f.text);
	r->save = NULL;
}

static void tell(void *context, const struct scan_progress *now)
{
	struct run *r = context;
	progress_tell(&r->progress, now);
	say_if_save_failed(r);
	if (r->look && !r->look(r->context))
		signals_end();
}

static const struct trails *trails_now(void *context)
{
	struct run *r = context;
	struct fault f;
	if (!signals_want_reload())
		return trails_in_force(r);
	progress_wipe(&r->progress);
	if (open_trails(r, &f))
		complain(0, "trails loaded again: digest %s", trails_digest(trails_in_force(r)));
	else
		complain(0, "the trails stay as they were: %s", f.text);
	return trails_in_force(r);
}

static bool scan_into(struct run *r, const struct run_target *to, struct case_file *c,
    struct saver *save, struct scan_result *result, struct fault *f)
{
	struct buf settings;
	buf_init(&settings, SIZE_MAX / 2);
	note_options(r, c, &settings);
	struct scan_options options = { .capture = r->capture,
		.trails = trails_in_force(r),
		.heuristics = r->options.heuristics,
		.agents = r->options.agents,
		.ignore = r->options.ignore,
		.to = c,
		.digest = r->reading.digest,
		.settings = buf_text(&settings),
		.memory = r->options.memory,
		.observables = to->case_path != NULL,
		.isolate = r->reading.isolate,
		.save = save,
		.publishes = to->case_path && (r->live || r->watched),
		.live = r->live,
		.until = to->until,
		.trails_now = r->live ? trails_now : NULL,
		.progress = tell,
		.context = r };
	if (r->live)
		progress_begin(&r->progress, r->capture, draws_progress(r), true);
	r->save = save;
	struct trails_verifying *verifying = trails_verify_begin(options.trails);
	struct fault unsound;
	bool good = scan_run(&options, result, f);
	if (!trails_verify_end(verifying, &unsound)) {
		*f = unsound;
		good = false;
	}
	r->save = NULL;
	progress_end(&r->progress);
	buf_free(&settings);
	return good;
}

/* Whether an input was examined as far as it can be; dropped frames were not. */
static bool input_in_full(const struct capture_input *in)
{
	switch (in->state) {
	case INPUT_READ:
	case INPUT_REPEATED:
		return in->dropped_kernel + in->dropped_interface == 0;
	case INPUT_NO_CAPTURE:
		return !in->named;
	default:
		return false;
	}
}

static int status_of(const struct run *r, const struct scan_result *result, uint64_t lost)
{
	bool full =
	    lost == 0 && result->packets.fates[FATE_UNKNOWN_LINK] == 0 && !result->interrupted;
	for (size_t i = 0; i < capture_inputs(r->capture); i++)
		full = full && input_in_full(capture_input(r->capture, i));
	return full ? STATUS_DONE : STATUS_PARTIAL;
}

/* An output by the name of an input would destroy it, also with --force. */
static bool spares_inputs(const struct run *r, const char *path, struct fault *f)
{
	struct stat out, in;
	if (r->live || !path || stat(path, &out) != 0)
		return true;
	for (size_t i = 0; i < capture_inputs(r->capture); i++)
		if (stat(capture_input(r->capture, i)->path, &in) == 0 && in.st_dev == out.st_dev &&
		    in.st_ino == out.st_ino)
			return fault_set(f, "%s is an input", path);
	return true;
}

static bool outputs_spare_inputs(const struct run *r, const struct run_target *to, struct fault *f)
{
	for (size_t i = 0; i < r->options.output_count; i++)
		if (!spares_inputs(r, r->options.outputs[i].file, f))
			return false;
	return spares_inputs(r, to->case_path, f) && spares_inputs(r, to->save_path, f);
}

static struct case_file *create_case(
    const struct run *r, const struct run_target *to, struct fault *f)
{
	struct case_options options = { .path = to->case_path,
		.force = r->options.force,
		.events_per_threat = r->options.events_per_threat,
		.sensor = text_of(r->options.sensor),
		.key = scan_key(
		    &(struct scan_options) { .capture = r->capture, .trails = trails_in_force(r) }),
		.growing = to->case_path && (r->live || r->watched),
		.added = r->added,
		.context = r->context };
	return case_create(&options, f);
}

static struct saver *create_saver(const struct run *r, const struct run_target *to, struct fault *f)
{
	struct save_options options = { .path = to->save_path,
		.force = r->options.force,
		.all = r->options.save_all,
		.spool = SPOOL };
	return saver_new(&options, f);
}

/* Ends and frees the saver; *lost: frames that had to go undecided. */
static bool end_saver(const struct run *r, const struct run_target *to, struct saver *save,
    uint64_t *lost, struct fault *f)
{
	uint64_t written = saver_written(save);
	*lost = saver_lost(save);
	if (!saver_end(save, f))
		return false;
	if (*lost)
		complain(0, "%s: no room for %llu frames of flows that were still undecided",
		    to->save_path, (unsigned long long)*lost);
	if (!r->common.quiet)
		complain(0, "%s: %llu frames kept", to->save_path, (unsigned long long)written);
	return true;
}

static bool get_ready(struct run *r, struct fault *f)
{
	bool (*ready)(void *, struct fault *) = r->ready;
	r->ready = NULL;
	return !ready || ready(r->context, f);
}

int run_into(struct run *r, const struct run_target *to, bool *more)
{
	struct scan_result result = { .period_over = false };
	struct fault f, save_fault;
	struct saver *save = NULL;
	uint64_t lost = 0;
	*more = false;
	if (!outputs_spare_inputs(r, to, &f))
		return complain(STATUS_USAGE, "%s", f.text);
	struct case_file *c = create_case(r, to, &f);
	bool good = c && (!to->save_path || (save = create_saver(r, to, &f)) != NULL) &&
	    get_ready(r, &f) && scan_into(r, to, c, save, &result, &f);
	bool saved = !save || end_saver(r, to, save, &lost, &save_fault);
	bool reported = good && run_report(r, to, c, &f);
	case_free(c);
	if (!reported)
		return complain(STATUS_FAILED, "%s", f.text);
	if (!saved)
		return complain(STATUS_FAILED, "%s", save_fault.text);
	*more = result.period_over && !signals_stop;
	return status_of(r, &result, lost);
}
