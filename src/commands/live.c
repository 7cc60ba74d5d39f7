/* trailsift live: the same engine on live interfaces. */
#include <config.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "commands/privileges.h"
#include "commands/rotate.h"
#include "commands/run.h"
#include "commands/signals.h"
#include "commands/values.h"
#include "reports/stream.h"

enum {
	BUFFER = 64 << 20, /* a second of a busy gigabit */
	MOST_SNAPLEN = 262144,
};

static const struct option_row rows[] = {
	{ 'i', "interface", "IFACE", "listen there; repeatable; \"any\" is all of them" },
	{ 0, "list", NULL, "list the interfaces" },
	RUN_OPTIONS,
	{ 0, "snaplen", "N", "bytes of each frame (default: all)" },
	{ 0, "buffer", "SIZE", "of the kernel, for each interface (default 64M)" },
	{ 0, "no-promiscuous", NULL, "only frames for this host" },
	{ 0, "immediate", NULL, "take each frame as it comes" },
	{ 0, "rotate", "TIME", "a new case (and saved capture) for each period: 90s, 15m, 1h, 1d" },
	{ 0, "log-server", "HOST:PORT", "send each event to a Maltrail server" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct run run;
	struct list interfaces, words; /* words: of the filter */
	struct buf filter;
	struct live_options live;
	uint64_t rotate; /* seconds; 0: never */
	const char *log_server_name;
	char host[256];
	struct stream *lines, *log_server; /* NULL: not asked for */
	bool lines_said, log_server_said;  /* that it broke */
	bool listening, list;
};

static int set_snaplen(struct settings *s, const char *value)
{
	uint64_t n;
	if (!text_number(text_of(value), MOST_SNAPLEN, &n))
		return complain(STATUS_USAGE,
		    "--snaplen wants a number of bytes up to %d (0: all), not \"%s\"", MOST_SNAPLEN,
		    value);
	s->live.snaplen = (uint32_t)n;
	return -1;
}

static int set_buffer(struct settings *s, const char *value)
{
	if (!value_size(value, INT32_MAX, &s->live.buffer) || s->live.buffer == 0)
		return complain(
		    STATUS_USAGE, "--buffer wants a size such as 64M, below 2G, not \"%s\"", value);
	return -1;
}

static int set_rotate(struct settings *s, const char *value)
{
	if (!value_span(value, &s->rotate))
		return complain(STATUS_USAGE,
		    "--rotate wants a time such as 90s, 15m, 1h or 1d, not \"%s\"", value);
	return -1;
}

/* -1 to go on, else the status to end with. */
static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (!o->row)
		list_add(&s->words, o->value);
	else if (option_is(o, "interface"))
		list_add(&s->interfaces, o->value);
	else if (option_is(o, "list"))
		s->list = true;
	else if (option_is(o, "snaplen"))
		return set_snaplen(s, o->value);
	else if (option_is(o, "buffer"))
		return set_buffer(s, o->value);
	else if (option_is(o, "no-promiscuous"))
		s->live.no_promiscuous = true;
	else if (option_is(o, "immediate"))
		s->live.immediate = true;
	else if (option_is(o, "rotate"))
		return set_rotate(s, o->value);
	else if (option_is(o, "log-server"))
		s->log_server_name = o->value;
	else
		return run_option_take(&s->run.options, o);
	return -1;
}

/* Habits of tcpdump, dumpcap and Maltrail's sensor get the right spelling. */
static const char *hint(const char *word)
{
	static const char *const rows_of_hints[][2] = {
		{ "-r", "files are for \"trailsift scan\"" },
		{ "-n", "names are never looked up, leave it out" },
		{ "-p", "--no-promiscuous" },
		{ "-s", "--snaplen N" },
		{ "-B", "--buffer SIZE, in bytes or with K, M, G" },
		{ "-D", "--list" },
		{ "-G", "--rotate TIME" },
		{ "-l", "-o jsonl:- writes each event as it happens" },
		{ "-U", "-o jsonl:- writes each event as it happens" },
		{ "--since", "frames come now; \"trailsift scan --since\" is for captures" },
		{ "--until", "frames come now; \"trailsift scan --until\" is for captures" },
		{ "--isolate", "interfaces are one run; start one \"trailsift live\" for each" },
		{ "--strict-input", "it is for captures, \"trailsift scan\"" },
		{ "--files-from", "files are for \"trailsift scan\"" },
		{ "--digest", "it is for captures, \"trailsift scan\"" },
		{ "-Y",
		    "display filters are not understood; -f takes a capture filter, pcap-filter(7)" },
	};
	for (size_t i = 0; i < sizeof(rows_of_hints) / sizeof(rows_of_hints[0]); i++)
		if (strcmp(word, rows_of_hints[i][0]) == 0)
			return rows_of_hints[i][1];
	return NULL;
}

/* The words after the options are the filter. */
static int join_filter(struct settings *s)
{
	struct run_options *options = &s->run.options;
	struct fault f;
	if (s->words.count == 0)
		return -1;
	if (options->filter)
		return complain(STATUS_USAGE,
		    "the filter is given twice, as -f \"%s\" and as \"%s\" …: put it in quotes",
		    options->filter, s->words.items[0]);
	for (size_t i = 0; i < s->words.count; i++) {
		if (i)
			buf_char(&s->filter, ' ');
		buf_add(&s->filter, text_of(s->words.items[i]));
	}
	options->filter = buf_string(&s->filter);
	if (capture_check_filter(options->filter, &f))
		return -1;
	if (s->words.count == 1 && access(options->filter, F_OK) == 0)
		return complain(STATUS_USAGE,
		    "%s is a file, and no filter: captures are for \"trailsift scan\"",
		    options->filter);
	return complain(STATUS_USAGE, "%s", f.text);
}

/* What "-o jsonl:-" means here is taken out of the reports that are written at the end. */
static bool take_stream(struct run_options *options)
{
	for (size_t i = 0; i < options->output_count; i++) {
		const struct run_output *out = &options->outputs[i];
		if (strcmp(out->format->name, "jsonl") != 0 || strcmp(out->file, "-") != 0)
			continue;
		options->outputs[i] = options->outputs[--options->output_count];
		return true;
	}
	return false;
}

static int check_rotate(const struct settings *s)
{
	if (s->rotate && !s->run.options.case_path)
		return complain(STATUS_USAGE, "--rotate wants -w: each period becomes a case");
	if (s->rotate && s->run.options.output_count)
		return complain(STATUS_USAGE,
		    "-o cannot be used with --rotate (except jsonl:-): write reports from each case "
		    "with \"trailsift report\"");
	return -1;
}

/* A frame that is seen twice would count twice. */
static int check_interfaces(const struct list *l)
{
	if (l->count == 0)
		return complain(STATUS_USAGE,
		    "live: name an interface with -i; \"trailsift live --list\" shows them");
	for (size_t i = 0; i < l->count; i++) {
		if (strcmp(l->items[i], "any") == 0 && l->count > 1)
			return complain(STATUS_USAGE, "-i any is all interfaces: name no others");
		for (size_t k = 0; k < i; k++)
			if (strcmp(l->items[i], l->items[k]) == 0)
				return complain(STATUS_USAGE, "-i %s is given twice", l->items[i]);
	}
	return -1;
}

static int check_log_server(const char *endpoint)
{
	struct fault f;
	if (!endpoint || stream_check_endpoint(endpoint, &f))
		return -1;
	return complain(STATUS_USAGE, "%s", f.text);
}

static void event_added(void *context, const struct case_event *e)
{
	struct settings *s = context;
	bool suppressed = e->status.n > 0;
	if (s->lines && (!suppressed || s->run.options.show_suppressed))
		stream_event(s->lines, e);
	if (s->log_server && !suppressed)
		stream_event(s->log_server, e);
}

/* Whether anything is left that is written. */
static bool goes_on(const struct run_options *o, const struct stream *log_server)
{
	return o->case_path || o->save_path || o->output_count || log_server;
}

/* What takes events is looked after also while none come. */
static bool look(void *context)
{
	struct settings *s = context;
	struct fault f;
	if (s->log_server && !s->log_server_said && stream_broken(s->log_server, &f)) {
		s->log_server_said = true;
		progress_wipe(&s->run.progress);
		complain(0, "%s", f.text);
	}
	if (!s->lines || s->lines_said || !stream_broken(s->lines, &f))
		return true;
	s->lines_said = true;
	progress_wipe(&s->run.progress);
	complain(0, "%s", f.text);
	return goes_on(&s->run.options, s->log_server);
}

static void default_sensor(struct settings *s)
{
	if (s->run.options.sensor)
		return;
	if (gethostname(s->host, sizeof(s->host) - 1) != 0 || !s->host[0])
		memcpy(s->host, "live", sizeof("live"));
	s->run.options.sensor = s->host;
}

static int parse(struct settings *s, int argc, char **argv)
{
	int status = parse_options(&command_live, argc, argv, &s->run.common, take_option, s);
	if (status >= 0 || s->list)
		return status;
	status = check_interfaces(&s->interfaces);
	if (status < 0)
		status = run_options_check(&s->run.options);
	if (status < 0)
		status = check_log_server(s->log_server_name);
	if (status < 0)
		status = join_filter(s);
	if (status < 0 && take_stream(&s->run.options))
		s->lines = stream_jsonl(STDOUT_FILENO, "standard output");
	if (status < 0)
		status = check_rotate(s);
	default_sensor(s);
	return status;
}

static void print_interface(void *context, const char *name, const char *description, bool up)
{
	(void)context;
	printf("%-20s %-5s %s\n", name, up ? "up" : "down", description);
}

static int list_interfaces(void)
{
	struct fault f;
	if (!capture_list_interfaces(print_interface, NULL, &f))
		return complain(STATUS_FAILED, "%s", f.text);
	return STATUS_DONE;
}

static int open_interfaces(struct settings *s)
{
	struct fault f;
	for (size_t i = 0; i < s->interfaces.count; i++)
		if (!capture_add_interface(s->run.capture, s->interfaces.items[i], &s->live, &f))
			return complain(STATUS_FAILED, "%s", f.text);
	run_look(&s->run);
	return -1;
}

static int open_log_server(struct settings *s)
{
	struct fault f;
	if (!s->log_server_name)
		return -1;
	s->log_server = stream_log_server(s->log_server_name, &f);
	return s->log_server ? -1 : complain(STATUS_FAILED, "%s", f.text);
}

/* "any" never is: libpcap cannot. */
static bool is_promiscuous(const struct settings *s, const char *interface)
{
	return !s->live.no_promiscuous && strcmp(interface, "any") != 0;
}

/* As tcpdump says it. */
static void say_listening(const struct settings *s)
{
	for (size_t i = 0; i < capture_inputs(s->run.capture); i++) {
		const struct capture_input *in = capture_input(s->run.capture, i);
		for (size_t k = 0; k < in->interface_count; k++)
			complain(0, "listening on %s, link-type %s, snapshot length %u bytes%s",
			    in->path, link_name(in->interfaces[k].link), in->interfaces[k].snaplen,
			    is_promiscuous(s, in->path) ? ", promiscuous" : "");
	}
}

/* Where that file is to be. */
static void add_directory(struct list *l, struct arena *arena, const char *path)
{
	if (!path || strcmp(path, "-") == 0)
		return;
	size_t slash = text_find_last(text_of(path), '/');
	struct text directory = TEXT(".");
	if (slash != TEXT_NONE)
		directory = text_head(text_of(path), slash ? slash : 1);
	list_add(l, arena_text(arena, directory).s);
}

/* Everything is open: what is still written goes into these directories, and no more rights are
 * needed. */
static bool drop_privileges(const struct run_options *options, struct fault *f)
{
	struct list directories = { 0 };
	struct arena arena = { 0 };
	add_directory(&directories, &arena, options->case_path);
	add_directory(&directories, &arena, options->save_path);
	for (size_t i = 0; i < options->output_count; i++)
		add_directory(&directories, &arena, options->outputs[i].file);
	bool good = privileges_drop(directories.items, directories.count, f);
	for (size_t i = 0; good && i < directories.count; i++)
		good = faccessat(AT_FDCWD, directories.items[i], W_OK | X_OK, AT_EACCESS) == 0 ||
		    fault_errno(f, "cannot write into %s", directories.items[i]);
	arena_free(&arena);
	free(directories.items);
	return good;
}

static bool ready(void *context, struct fault *f)
{
	struct settings *s = context;
	if (!drop_privileges(&s->run.options, f))
		return false;
	s->listening = true;
	if (!s->run.common.quiet)
		say_listening(s);
	return true;
}

/* -q leaves only what went wrong: drops. */
static void say_heard(const struct settings *s)
{
	if (!s->listening)
		return;
	for (size_t i = 0; i < capture_inputs(s->run.capture); i++) {
		const struct capture_input *in = capture_input(s->run.capture, i);
		if (s->run.common.quiet && in->dropped_kernel + in->dropped_interface == 0)
			continue;
		complain(0, "%s: frames: %llu, dropped by the kernel: %llu, by the interface: %llu",
		    in->path, (unsigned long long)in->frames,
		    (unsigned long long)in->dropped_kernel,
		    (unsigned long long)in->dropped_interface);
	}
}

static int64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * NS_PER_SECOND + t.tv_nsec;
}

/* One case; *more: its period is over, and the next begins. */
static int listen_for(struct settings *s, int64_t begin, bool *more)
{
	const struct run_options *options = &s->run.options;
	struct run_target to = { options->case_path, options->save_path, 0 };
	struct buf kept, saved;
	buf_init(&kept, 64 << 10);
	buf_init(&saved, 64 << 10);
	if (s->rotate) {
		to.until = rotate_end(begin, s->rotate);
		rotate_name(&kept, to.case_path, ".case", begin);
		to.case_path = buf_string(&kept);
		if (to.save_path) {
			rotate_name(&saved, to.save_path, ".pcapng", begin);
			to.save_path = buf_string(&saved);
		}
	}
	int status = run_into(&s->run, &to, more);
	say_heard(s);
	buf_free(&kept);
	buf_free(&saved);
	return status;
}

static int listen_on(struct settings *s)
{
	int worst = STATUS_DONE;
	bool more = true;
	while (more) {
		int status = listen_for(s, now(), &more);
		worst = status > worst ? status : worst;
		if (more)
			capture_restart(s->run.capture);
	}
	return worst;
}

/* said: that it broke, already. */
static int end_stream(struct stream *stream, bool said)
{
	struct fault f;
	uint64_t lost = 0;
	if (!stream)
		return STATUS_DONE;
	if (!stream_end(stream, &lost, &f))
		return said ? STATUS_FAILED : complain(STATUS_FAILED, "%s", f.text);
	if (lost)
		complain(
		    0, "events that the log server did not take: %llu", (unsigned long long)lost);
	return STATUS_DONE;
}

static int live(struct settings *s)
{
	s->run.live = true;
	s->run.brief = s->rotate > 0;
	s->run.ready = ready;
	s->run.added = s->lines || s->log_server_name ? event_added : NULL;
	s->run.look = s->run.added ? look : NULL;
	s->run.context = s;
	int status = open_log_server(s);
	if (status < 0)
		status = run_open(&s->run);
	if (status < 0)
		status = open_interfaces(s);
	return status < 0 ? listen_on(s) : status;
}

static int run(int argc, char **argv)
{
	struct settings s = { .live = { .buffer = BUFFER } };
	run_begin(&s.run);
	buf_init(&s.filter, 64 << 10);
	int status = parse(&s, argc, argv);
	if (status < 0)
		status = s.list ? list_interfaces() : live(&s);
	int lines = end_stream(s.lines, s.lines_said);
	int log_server = end_stream(s.log_server, false);
	if (status == STATUS_DONE || status == STATUS_PARTIAL)
		status = lines || log_server ? STATUS_FAILED : status;
	run_end(&s.run);
	free(s.interfaces.items);
	free(s.words.items);
	buf_free(&s.filter);
	return status;
}

const struct command command_live = { "live", "[OPTION]... -i IFACE... [FILTER]",
	"listen on interfaces until a signal ends it", rows, run, false, hint };
