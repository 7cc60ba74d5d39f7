/* trailsift scan: captures in, threats out. */
#include <config.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_SYS_PRCTL_H
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "case/triage.h"
#include "case/view.h"
#include "commands/browse.h"
#include "commands/lines.h"
#include "commands/run.h"
#include "commands/signals.h"

static const struct option_row rows[] = {
	{ 'r', "read", "FILE", "a capture, as if it were named as an argument" },
	{ 0, "files-from", "FILE", "more captures, one a line or separated by NUL; - is stdin" },
	RUN_OPTIONS,
	{ 'b', "browse", NULL, "with the browser open; on leaving, offer to keep the case" },
	{ 0, "since", "TIME", "only frames from then on: 2026-01-02, 2026-01-02T03:04:05Z" },
	{ 0, "until", "TIME", "only frames before then" },
	{ 0, "digest", "KIND", "identity of the inputs: sha256 or xxh128" },
	{ 0, "isolate", NULL, "every capture with a fresh detection state" },
	{ 0, "strict-input", NULL, "a damaged capture ends the run" },
	{ 0, "passphrase-file", "FILE", "passphrases for encrypted archives, one a line" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct run run;
	struct list captures, lists; /* of --files-from */
	const char *passphrase_file;
	struct named_lines passphrases;
	bool browse;
	struct browse browser;
};

static int set_time(const char *option, const char *value, int64_t *ns)
{
	if (!time_parse(text_of(value), ns))
		return complain(STATUS_USAGE,
		    "--%s wants a date (2026-01-02) or a time (2026-01-02T03:04:05Z), not \"%s\"",
		    option, value);
	if (*ns == 0)
		*ns = -1; /* 0 stands for no bound */
	return -1;
}

static int set_digest(struct run *r, const char *value)
{
	if (strcmp(value, "sha256") != 0 && strcmp(value, "xxh128") != 0)
		return complain(STATUS_USAGE, "--digest is sha256 or xxh128, not \"%s\"", value);
	r->reading.digest = value[0] == 's' ? DIGEST_SHA256 : DIGEST_XXH128;
	return -1;
}

/* -1 to go on, else the status to end with. */
static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (!o->row || option_is(o, "read"))
		list_add(&s->captures, o->value);
	else if (option_is(o, "files-from"))
		list_add(&s->lists, o->value);
	else if (option_is(o, "since"))
		return set_time("since", o->value, &s->run.reading.since);
	else if (option_is(o, "until"))
		return set_time("until", o->value, &s->run.reading.until);
	else if (option_is(o, "digest"))
		return set_digest(&s->run, o->value);
	else if (option_is(o, "isolate"))
		s->run.reading.isolate = true;
	else if (option_is(o, "strict-input"))
		s->run.reading.strict = true;
	else if (option_is(o, "passphrase-file"))
		s->passphrase_file = o->value;
	else if (option_is(o, "browse"))
		s->browse = true;
	else
		return run_option_take(&s->run.options, o);
	return -1;
}

/* Habits of other tools get the right spelling. */
static const char *hint(const char *word)
{
	static const char *const rows_of_hints[][2] = {
		{ "-i",
		    "live interfaces are for \"trailsift live -i IFACE\"; files are named as they are" },
		{ "--interface", "live interfaces are for \"trailsift live -i IFACE\"" },
		{ "-n", "names are never looked up, leave it out" },
		{ "-p", "promiscuous mode is for \"trailsift live --no-promiscuous\"" },
		{ "-s", "a snap length is for \"trailsift live --snaplen N\"" },
		{ "-Y",
		    "display filters are not understood; -f takes a capture filter, pcap-filter(7)" },
		{ "-R",
		    "display filters are not understood; -f takes a capture filter, pcap-filter(7)" },
	};
	for (size_t i = 0; i < sizeof(rows_of_hints) / sizeof(rows_of_hints[0]); i++)
		if (strcmp(word, rows_of_hints[i][0]) == 0)
			return rows_of_hints[i][1];
	return NULL;
}

static bool names_stdin(const struct list *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->items[i], "-") == 0)
			return true;
	return false;
}

static int parse(struct settings *s, int argc, char **argv)
{
	const struct capture_options *reading = &s->run.reading;
	int status = parse_options(&command_scan, argc, argv, &s->run.common, take_option, s);
	if (status < 0)
		status = run_options_check(&s->run.options);
	if (status >= 0)
		return status;
	if (s->captures.count == 0 && s->lists.count == 0)
		return complain(STATUS_USAGE,
		    "scan: name at least one capture, a directory, or - for standard input");
	if (reading->since && reading->until && reading->since >= reading->until)
		return complain(STATUS_USAGE, "no frame is from --since on and before --until");
	if (names_stdin(&s->captures) && names_stdin(&s->lists))
		return complain(STATUS_USAGE,
		    "standard input can be a capture or the list of --files-from, not both");
	if (!s->run.options.sensor)
		s->run.options.sensor = "offline";
	return -1;
}

static int add_capture(struct capture *capture, const char *path)
{
	struct fault f;
	if (capture_add(capture, path, &f))
		return -1;
	if (access(path, F_OK) != 0 && errno == ENOENT && reads_like_filter(path))
		return complain(STATUS_USAGE,
		    "%s; a capture filter goes to -f, in quotes: -f \"tcp port 80\"", f.text);
	return complain(STATUS_USAGE, "%s", f.text);
}

/* The captures that a file lists. */
static int add_listed(struct capture *capture, const char *path, bool stdin_taken)
{
	struct named_lines lines = { .list = { 0 } };
	struct fault f;
	int status = -1;
	if (!named_lines_read(&lines, path, &f))
		status = complain(STATUS_USAGE, "--files-from %s", f.text);
	for (size_t i = 0; status < 0 && i < lines.list.count; i++) {
		const char *item = lines.list.items[i];
		if (stdin_taken && strcmp(item, "-") == 0)
			status = complain(STATUS_USAGE,
			    "%s, line %zu: standard input is the list itself", path, i + 1);
		else if (*item && !capture_add(capture, item, &f))
			status = complain(STATUS_USAGE, "%s, line %zu: %s", path, i + 1, f.text);
	}
	named_lines_free(&lines);
	return status;
}

static int add_captures(struct settings *s)
{
	struct capture *capture = s->run.capture;
	int status = -1;
	for (size_t i = 0; status < 0 && i < s->captures.count; i++)
		status = add_capture(capture, s->captures.items[i]);
	for (size_t i = 0; status < 0 && i < s->lists.count; i++)
		status = add_listed(capture, s->lists.items[i], names_stdin(&s->lists));
	if (status >= 0)
		return status;
	run_look(&s->run);
	for (size_t i = 0; i < capture_inputs(capture); i++)
		if (capture_input(capture, i)->format[0])
			return -1;
	progress_end(&s->run.progress);
	return complain(STATUS_FAILED, "no capture was found");
}

static int read_passphrases(struct settings *s)
{
	struct passphrases *to = &s->run.reading.passphrases;
	struct fault f;
	if (!s->passphrase_file)
		return -1;
	if (!named_lines_read(&s->passphrases, s->passphrase_file, &f))
		return complain(STATUS_USAGE, "--passphrase-file %s", f.text);
	named_lines_trim(&s->passphrases);
	to->list = s->passphrases.list.items;
	to->count = s->passphrases.list.count;
	return -1;
}

static void list_strangers(const struct capture *capture)
{
	for (size_t i = 0; i < capture_inputs(capture); i++) {
		const struct capture_input *in = capture_input(capture, i);
		if (in->state == INPUT_NO_CAPTURE && !in->named)
			complain(0, "%s%s%s: %s", in->path, in->member[0] ? "!" : "", in->member,
			    in->why);
	}
}

static int scan(struct settings *s, const char *case_path)
{
	const struct run_options *options = &s->run.options;
	bool more;
	int status = read_passphrases(s);
	if (status < 0)
		status = run_open(&s->run);
	if (status < 0)
		status = add_captures(s);
	if (status >= 0)
		return status;
	status = run_into(&s->run,
	    &(struct run_target) { .case_path = case_path, .save_path = options->save_path },
	    &more);
	if (s->run.common.verbose)
		list_strangers(s->run.capture);
	return status;
}

static bool has_case(int status)
{
	return status == STATUS_DONE || status == STATUS_DIFFERS || status == STATUS_PARTIAL;
}

/* --- with the browser */

static bool is_readable(const char *path)
{
	struct fault f;
	struct case_file *c = case_open(path, &f);
	case_free(c);
	return c != NULL;
}

/* The scan in a process of its own, which does not outlive its browser; what it has to say goes to notes. */
static pid_t begin_beside(struct settings *s, const char *case_path, FILE *notes)
{
	fflush(NULL);
	pid_t child = fork();
	if (child != 0)
		return child;
	setsid();
#ifdef HAVE_SYS_PRCTL_H
	prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
	dup2(fileno(notes), STDERR_FILENO);
	s->run.common.quiet = true;
	s->run.watched = true;
	int status = scan(s, case_path);
	progress_end(&s->run.progress);
	fflush(NULL);
	_exit(status);
}

static int end_beside(pid_t child, FILE *notes)
{
	char block[4096];
	int ended;
	size_t n;
	while (waitpid(child, &ended, 0) < 0 && errno == EINTR)
		continue;
	rewind(notes);
	while ((n = fread(block, 1, sizeof(block), notes)) > 0)
		fwrite(block, 1, n, stderr);
	return WIFEXITED(ended) ? WEXITSTATUS(ended) : STATUS_FAILED;
}

/* Until there is something to show; false: it ended before. */
static bool wait_readable(pid_t child, const char *case_path)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	siginfo_t ended = { .si_pid = 0 };
	while (!signals_stop && !is_readable(case_path)) {
		if (waitid(P_PID, (id_t)child, &ended, WEXITED | WNOHANG | WNOWAIT) != 0 ||
		    ended.si_pid != 0)
			return is_readable(case_path);
		nanosleep(&pause, NULL);
	}
	return !signals_stop;
}

/* The browser opens at once, and shows what is found as it is found. Who leaves it ends the scan. */
static int scan_beside(struct settings *s, const char *case_path)
{
	FILE *notes = tmpfile();
	pid_t child = notes ? begin_beside(s, case_path, notes) : -1;
	int worse = -1;
	struct fault f;
	if (child < 0) {
		if (notes)
			fclose(notes);
		return complain(STATUS_FAILED, "cannot begin the scan: %s", strerror(errno));
	}
	if (wait_readable(child, case_path)) {
		s->browser.follow = true;
		worse = browse_case(&s->browser, &s->run.common, case_path, &s->captures);
	}
	siginfo_t ended = { .si_pid = 0 };
	if (waitid(P_PID, (id_t)child, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	    ended.si_pid == 0)
		complain(0, "ending the scan; what it found by now is written");
	kill(child, SIGINT);
	int status = end_beside(child, notes);
	fclose(notes);
	if (has_case(status) && !triage_settle(case_path, &f))
		complain(0, "%s", f.text);
	return worse < 0 ? status : worse;
}

/* Standard input is the capture, an older case is there until it is replaced, or there is no terminal: then one
 * after the other. */
static bool may_scan_beside(const struct settings *s, const char *case_path)
{
	for (size_t i = 0; i < s->captures.count; i++)
		if (strcmp(s->captures.items[i], "-") == 0)
			return false;
	return !s->browser.script && access(case_path, F_OK) != 0;
}

/* The browser shows what the summary would say. Ctrl-C ends a long scan early; any other signal means
 * the program. */
static int scan_for_browser(struct settings *s, const char *case_path)
{
	struct common common = s->run.common;
	if (may_scan_beside(s, case_path))
		return scan_beside(s, case_path);
	s->run.common.quiet = true;
	int status = scan(s, case_path);
	progress_end(&s->run.progress);
	if (!has_case(status) || (signals_stop && signals_stop != SIGINT))
		return status;
	struct list read = { .count = 0 };
	for (size_t i = 0; i < capture_inputs(s->run.capture); i++)
		list_add(&read, capture_input(s->run.capture, i)->path);
	int worse = browse_case(&s->browser, &common, case_path, &read);
	free(read.items);
	return worse < 0 ? status : worse;
}

static int scan_and_keep(struct settings *s)
{
	struct fault f;
	struct buf path;
	int status = browse_check(&s->browser);
	if (status >= 0)
		return status;
	if (s->run.options.case_path)
		return scan_for_browser(s, s->run.options.case_path);
	buf_init(&path, 64 << 10);
	if (!browse_place(&path, s->captures.count ? s->captures.items[0] : "scan", &f)) {
		status = complain(STATUS_FAILED, "%s", f.text);
	} else {
		status = scan_for_browser(s, buf_string(&path));
		browse_leave(&s->browser, buf_string(&path), has_case(status));
	}
	buf_free(&path);
	return status;
}

static int scan_with(struct settings *s, int argc, char **argv)
{
	run_begin(&s->run);
	int status = parse(s, argc, argv);
	if (status < 0)
		status = s->browse ? scan_and_keep(s) : scan(s, s->run.options.case_path);
	run_end(&s->run);
	free(s->captures.items);
	free(s->lists.items);
	named_lines_free(&s->passphrases);
	return status;
}

int scan_and_browse(const struct browse *o, int argc, char **argv)
{
	struct settings s = { .browser = *o };
	return scan_with(&s, argc, argv);
}

static int run(int argc, char **argv)
{
	struct settings s = { .passphrase_file = NULL };
	return scan_with(&s, argc, argv);
}

const struct command command_scan = { "scan", "[OPTION]... CAPTURE...",
	"scan captures; a directory is walked, - is stdin", rows, run, false, hint };
