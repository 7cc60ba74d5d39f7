/* trailsift scan: captures in, threats out. */
#include <config.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/intern.h"
#include "base/memory.h"
#include "commands/chosen_trails.h"
#include "commands/progress.h"
#include "reports/report.h"
#include "scan/scan.h"

enum {
	MEMORY = 512 << 20,
	EVENTS_PER_THREAT = 10000,
};

static const struct option_row rows[] = {
	{ 'r', "read", "FILE", "a capture, as if it were named as an argument" },
	{ 't', "trails", "FILE",
	    "trails to use instead of the default; repeatable; \"default\" adds it" },
	{ 'w', "case", "FILE", "keep the case here" },
	{ 'o', "output", "REPORT", "[FORMAT:]FILE, a report; repeatable; FORMAT:- is stdout" },
	{ 0, "whitelist", "FILE", "more names and addresses to suppress" },
	{ 0, "show-suppressed", NULL, "keep whitelisted events visible in reports" },
	{ 0, "sensor", "NAME", "the sensor column (default: offline)" },
	{ 0, "digest", "KIND", "identity of the inputs: sha256 or xxh128" },
	{ 0, "events-per-threat", "N",
	    "single events kept for each threat (default 10000; 0: all)" },
	{ 0, "force", NULL, "replace an existing case" },
	{ 0, "no-progress", NULL, "no progress line on a terminal" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct output {
	const struct report_format *format;
	const char *file;
};

struct settings {
	struct common common;
	struct list captures, trails, whitelists;
	struct output *outputs;
	size_t output_count, output_room;
	const char *case_path, *sensor;
	enum digest_kind digest;
	uint64_t events_per_threat;
	bool force, no_progress, show_suppressed, to_stdout, default_trails_only;
};

static volatile sig_atomic_t stop;

/* The first signal ends the run with everything written, a later one at once. timeout(1) sends the
 * same signal twice, to the process and to its group: what comes within half a second is one. */
static void on_signal(int number)
{
	enum { MS = 1000000 };
	static struct timespec first;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!stop)
		first = now;
	else if ((now.tv_sec - first.tv_sec) * 1000 + (now.tv_nsec - first.tv_nsec) / MS > 500)
		_exit(128 + number);
	stop = 1;
}

static int add_output(struct settings *s, const char *value)
{
	struct output out;
	struct fault f;
	out.format = report_choose(value, &out.file, &f);
	if (!out.format)
		return complain(STATUS_USAGE, "%s", f.text);
	if (strcmp(out.file, "-") == 0) {
		if (s->to_stdout)
			return complain(STATUS_USAGE, "only one report can go to standard output");
		s->to_stdout = true;
	}
	s->outputs = grow(s->outputs, s->output_count, &s->output_room, sizeof(*s->outputs));
	s->outputs[s->output_count++] = out;
	return -1;
}

static int set_case(struct settings *s, const char *path)
{
	size_t n = strlen(path);
	if ((n > 5 && strcmp(path + n - 5, ".pcap") == 0) ||
	    (n > 7 && strcmp(path + n - 7, ".pcapng") == 0))
		return complain(STATUS_USAGE,
		    "-w names the case to keep (say, \"-w incident.case\"), not a capture to write");
	s->case_path = path;
	return -1;
}

static int set_events(struct settings *s, const char *value)
{
	if (!text_number(text_of(value), INT64_MAX, &s->events_per_threat))
		return complain(
		    STATUS_USAGE, "--events-per-threat wants a number, not \"%s\"", value);
	return -1;
}

static int set_digest(struct settings *s, const char *value)
{
	if (strcmp(value, "sha256") != 0 && strcmp(value, "xxh128") != 0)
		return complain(STATUS_USAGE, "--digest is sha256 or xxh128, not \"%s\"", value);
	s->digest = value[0] == 's' ? DIGEST_SHA256 : DIGEST_XXH128;
	return -1;
}

/* -1 to go on, else the status to end with. */
static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (!o->row || option_is(o, "read"))
		list_add(&s->captures, o->value);
	else if (option_is(o, "trails"))
		list_add(&s->trails, o->value);
	else if (option_is(o, "whitelist"))
		list_add(&s->whitelists, o->value);
	else if (option_is(o, "case"))
		return set_case(s, o->value);
	else if (option_is(o, "output"))
		return add_output(s, o->value);
	else if (option_is(o, "sensor"))
		s->sensor = o->value;
	else if (option_is(o, "digest"))
		return set_digest(s, o->value);
	else if (option_is(o, "events-per-threat"))
		return set_events(s, o->value);
	else if (option_is(o, "show-suppressed"))
		s->show_suppressed = true;
	else if (option_is(o, "force"))
		s->force = true;
	else if (option_is(o, "no-progress"))
		s->no_progress = true;
	return -1;
}

/* Habits of other tools get the right spelling. */
static const char *hint(const char *word)
{
	if (strcmp(word, "-i") == 0)
		return "name capture files as they are, or with -r FILE; live interfaces are not read";
	return NULL;
}

static int parse(struct settings *s, int argc, char **argv)
{
	int status = parse_options(&command_scan, argc, argv, &s->common, take_option, s);
	if (status < 0 && s->captures.count == 0)
		status = complain(STATUS_USAGE,
		    "scan: name at least one capture, a directory, or - for standard input");
	return status;
}

static int open_captures(const struct settings *s, struct capture *capture)
{
	struct fault f;
	for (size_t i = 0; i < s->captures.count; i++)
		if (!capture_add(capture, s->captures.items[i], &f))
			return complain(STATUS_USAGE, "%s", f.text);
	capture_begin(capture);
	for (size_t i = 0; i < capture_inputs(capture); i++)
		if (capture_input(capture, i)->format[0])
			return -1;
	return complain(STATUS_FAILED, "no capture was found");
}

static void note_option(struct case_file *c, struct buf *all, const char *name, const char *value)
{
	case_add_option(c, name, text_of(value));
	buf_format(all, "%s=%s\n", name, value);
}

/* The options that can change findings, as the manifest has them; whitelists by their digests. */
static struct text note_options(
    const struct settings *s, const struct trails *trails, struct case_file *c, struct buf *all)
{
	char events[24];
	struct buf whitelists;
	snprintf(events, sizeof(events), "%llu", (unsigned long long)s->events_per_threat);
	case_set(c, "tool", TEXT(PACKAGE_NAME));
	case_set(c, "version", TEXT(PACKAGE_VERSION));
	if (s->default_trails_only)
		case_set(c, "shipped_trails_only", TEXT("true"));
	note_option(c, all, "sensor", s->sensor);
	note_option(c, all, "events-per-threat", events);
	buf_init(&whitelists, SIZE_MAX / 2);
	for (size_t i = 0; i < s->whitelists.count; i++)
		buf_format(&whitelists, "%s%s", i ? "," : "", trails_whitelist_digest(trails, i));
	if (whitelists.n)
		note_option(c, all, "whitelist", buf_string(&whitelists));
	buf_free(&whitelists);
	return buf_text(all);
}

/* Inputs by name: the number of a name is the ordinal of its first input. */
struct paths {
	const struct capture *capture;
	struct intern *names;
};

static const char *path_of(const void *inputs, struct text name)
{
	const struct paths *p = inputs;
	uint32_t ordinal = intern_find(p->names, name);
	return ordinal == UINT32_MAX ? NULL : capture_input(p->capture, ordinal)->path;
}

static bool print_summary(const struct settings *s, const struct capture *capture,
    struct report_options *options, struct case_file *c, struct fault *f)
{
	int fd = s->to_stdout ? STDERR_FILENO : STDOUT_FILENO;
	struct paths paths = { capture, intern_new(&(struct hash_key) { 0, 0 }) };
	for (size_t i = 0; i < capture_inputs(capture); i++)
		intern_add(paths.names, text_of(capture_input(capture, i)->name), NULL);
	options->path_of = path_of;
	options->inputs = &paths;
	options->width = terminal_width(fd);
	options->color = common_color(&s->common, fd);
	bool good = report_print(c, options, fd, f);
	intern_free(paths.names);
	return good;
}

static bool write_reports(
    const struct settings *s, const struct capture *capture, struct case_file *c, struct fault *f)
{
	struct report_options options = { .case_path = s->case_path,
		.show_suppressed = s->show_suppressed,
		.default_trails_only = s->default_trails_only };
	for (size_t i = 0; i < s->output_count; i++) {
		if (!report_write(c, s->outputs[i].format, s->outputs[i].file, &options, f))
			return false;
		if (s->common.verbose)
			complain(0, "wrote %s", s->outputs[i].file);
	}
	return s->common.quiet || print_summary(s, capture, &options, c, f);
}

static bool examined_in_full(const struct capture *capture, const struct scan_result *r)
{
	for (size_t i = 0; i < capture_inputs(capture); i++) {
		const struct capture_input *in = capture_input(capture, i);
		if (in->state != INPUT_READ && (in->named || in->state != INPUT_NO_CAPTURE))
			return false;
	}
	return !r->interrupted && r->packets.fates[FATE_UNKNOWN_LINK] == 0;
}

static void list_strangers(const struct capture *capture)
{
	for (size_t i = 0; i < capture_inputs(capture); i++) {
		const struct capture_input *in = capture_input(capture, i);
		if (in->state == INPUT_NO_CAPTURE && !in->named)
			complain(0, "%s: %s", in->path, in->why);
	}
}

static int scan_into(const struct settings *s, struct capture *capture, const struct trails *trails,
    struct case_file *c)
{
	struct progress progress;
	struct scan_result result;
	struct fault f;
	struct buf all;
	bool draw = !s->no_progress && !s->common.quiet && isatty(STDERR_FILENO);
	buf_init(&all, 4096);
	struct scan_options options = { .capture = capture,
		.trails = trails,
		.to = c,
		.digest = s->digest,
		.settings = note_options(s, trails, c, &all),
		.memory = MEMORY,
		.observables = s->case_path != NULL,
		.progress = draw ? progress_draw : NULL,
		.context = &progress };
	progress_begin(&progress);
	bool good = scan_run(&options, &result, &f);
	progress_end(&progress);
	buf_free(&all);
	if (s->common.verbose)
		list_strangers(capture);
	if (!good || !write_reports(s, capture, c, &f))
		return complain(STATUS_FAILED, "%s", f.text);
	return examined_in_full(capture, &result) ? STATUS_DONE : STATUS_PARTIAL;
}

static int scan_all(struct settings *s)
{
	struct notices notices = stderr_notices();
	struct fault f;
	struct trails *trails =
	    chosen_trails(&s->trails, &s->whitelists, &s->default_trails_only, &f);
	if (!trails)
		return complain(STATUS_FAILED, "%s", f.text);
	struct capture *capture = capture_new(
	    &(struct capture_options) { .digest = s->digest, .notices = notices, .stop = &stop });
	int status = open_captures(s, capture);
	if (status < 0) {
		struct case_options to = { .path = s->case_path,
			.force = s->force,
			.events_per_threat = s->events_per_threat,
			.sensor = text_of(s->sensor),
			.key = scan_key(
			    &(struct scan_options) { .capture = capture, .trails = trails }) };
		struct case_file *c = case_create(&to, &f);
		status =
		    c ? scan_into(s, capture, trails, c) : complain(STATUS_FAILED, "%s", f.text);
		case_free(c);
	}
	capture_free(capture);
	trails_close(trails);
	return status;
}

static int run(int argc, char **argv)
{
	struct settings s = { .sensor = "offline", .events_per_threat = EVENTS_PER_THREAT };
	int status = parse(&s, argc, argv);
	if (status < 0) {
		struct sigaction action = { .sa_handler = on_signal };
		sigaction(SIGINT, &action, NULL);
		sigaction(SIGTERM, &action, NULL);
		status = scan_all(&s);
	}
	free(s.captures.items);
	free(s.trails.items);
	free(s.whitelists.items);
	free(s.outputs);
	return status;
}

const struct command command_scan = { "scan", "[OPTION]... CAPTURE...",
	"scan captures; a directory is walked, - is stdin", rows, run, false, hint };
