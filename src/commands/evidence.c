/* trailsift evidence: the frames behind threats, as one pcapng. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/escape.h"
#include "commands/commands.h"
#include "commands/lines.h"
#include "commands/list.h"
#include "commands/prompt.h"
#include "commands/signals.h"
#include "evidence/evidence.h"

static const struct option_row rows[] = {
	{ 'o', "output", "FILE", "the pcapng to write; - is stdout" },
	{ 0, "threat", "ID", "frames of this threat, not of all; repeatable" },
	{ 0, "flow", NULL, "whole conversations with all fragments, not single frames" },
	{ 0, "context", "N", "so many frames before and after each, too" },
	{ 0, "captures", "DIR", "look for the captures there, too: by size and digest" },
	{ 0, "passphrase-file", "FILE", "passphrases for encrypted archives, one a line" },
	{ 0, "force", NULL, "replace an existing file" },
	{ 0, "no-progress", NULL, "no progress on stderr" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct common common;
	const char *path, *output, *captures, *passphrase_file;
	struct list threats;
	struct evidence_choice choice;
	bool no_progress;
	bool draws, drawn; /* progress */
	struct timespec told;
};

static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (!o->row && s->path)
		return complain(STATUS_USAGE, "evidence: one case at a time (%s and %s were named)",
		    s->path, o->value);
	if (!o->row)
		s->path = o->value;
	else if (option_is(o, "output") && s->output)
		return complain(STATUS_USAGE, "evidence: one file at a time (-o was given twice)");
	else if (option_is(o, "output"))
		s->output = o->value;
	else if (option_is(o, "threat"))
		list_add(&s->threats, o->value);
	else if (option_is(o, "flow"))
		s->choice.flows = true;
	else if (option_is(o, "captures"))
		s->captures = o->value;
	else if (option_is(o, "passphrase-file"))
		s->passphrase_file = o->value;
	else if (option_is(o, "force"))
		s->choice.force = true;
	else if (option_is(o, "no-progress"))
		s->no_progress = true;
	else if (option_is(o, "context") &&
	    !text_number(text_of(o->value), UINT32_MAX, &s->choice.context))
		return complain(STATUS_USAGE,
		    "evidence: --context is a number of frames, not \"%s\"", o->value);
	return -1;
}

/* --- what is told on the way */

static void wipe(struct settings *s)
{
	if (s->drawn)
		fprintf(stderr, "\r\033[K");
	s->drawn = false;
}

static void say(void *context, const char *line)
{
	wipe(context);
	complain(0, "%s", line);
}

static void draw(void *context, struct text what, uint64_t done, uint64_t total)
{
	enum { EVERY_MS = 100, SHOWN = 60 };
	struct settings *s = context;
	struct timespec now;
	struct buf line;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t ms =
	    (now.tv_sec - s->told.tv_sec) * 1000 + (now.tv_nsec - s->told.tv_nsec) / 1000000;
	if (!s->draws || ms < EVERY_MS)
		return;
	s->told = now;
	s->drawn = true;
	buf_init(&line, 4096);
	escape_terminal(&line, text_head(what, SHOWN));
	if (total && done <= total)
		buf_format(&line, " %llu%%", (unsigned long long)(done * 100 / total));
	else
		buf_format(&line, " %llu", (unsigned long long)done);
	fprintf(stderr, "\r\033[K%s", buf_string(&line));
	buf_free(&line);
}

/* --- */

/* Captures that overlap in time are open together. */
static void raise_descriptors(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static bool ask(void *context, const char *file, struct buf *out)
{
	wipe(context);
	return prompt_passphrase(file, out);
}

static int write_file(struct settings *s, struct case_file *c, const struct named_lines *words)
{
	struct evidence_options options = {
		.case_path = s->path,
		.directory = s->captures,
		.whole = true,
		.passphrases = { words->list.items, words->list.count, ask, s },
		.stop = &signals_stop,
		.notices = { say, s },
		.progress = draw,
		.progress_context = s,
	};
	struct text *threats = xcalloc(s->threats.count, sizeof(*threats));
	struct evidence_counts counts;
	struct fault f;
	for (size_t i = 0; i < s->threats.count; i++)
		threats[i] = text_of(s->threats.items[i]);
	s->choice.threats = threats;
	s->choice.threat_count = s->threats.count;
	struct evidence *e = evidence_new(c, &options);
	bool good = evidence_save(e, &s->choice, s->output, &counts, &f);
	evidence_free(e);
	free(threats);
	wipe(s);
	if (!good)
		return complain(STATUS_FAILED, "%s", f.text);
	if (!s->common.quiet)
		complain(0, "%s: %llu frames, %llu of them of findings", s->output,
		    (unsigned long long)counts.frames, (unsigned long long)counts.matching);
	return counts.missing || counts.captures ? STATUS_PARTIAL : STATUS_DONE;
}

/* Whether the case has all the threats that were named. */
static int check_threats(const struct settings *s, struct case_file *c)
{
	for (size_t i = 0; i < s->threats.count; i++)
		if (case_threat_row(c, text_of(s->threats.items[i])) == 0)
			return complain(
			    STATUS_USAGE, "the case has no threat %s", s->threats.items[i]);
	return -1;
}

static int run_case(struct settings *s)
{
	struct named_lines words = { .list = { NULL, 0, 0 } };
	struct fault f;
	struct case_file *c = case_open(s->path, &f);
	if (!c)
		return complain(STATUS_FAILED, "%s", f.text);
	int status = check_threats(s, c);
	if (status < 0 && s->passphrase_file && !named_lines_read(&words, s->passphrase_file, &f))
		status = complain(STATUS_USAGE, "--passphrase-file %s", f.text);
	named_lines_trim(&words);
	if (status < 0) {
		signals_catch(false);
		raise_descriptors();
		s->draws = isatty(STDERR_FILENO) && !s->common.quiet && !s->no_progress;
		status = write_file(s, c, &words);
	}
	named_lines_free(&words);
	case_free(c);
	return status;
}

static int run(int argc, char **argv)
{
	struct settings s = { .path = NULL };
	int status = parse_options(&command_evidence, argc, argv, &s.common, take_option, &s);
	if (status < 0 && !s.path)
		status = complain(
		    STATUS_USAGE, "evidence: name a case (one that \"trailsift scan -w\" kept)");
	if (status < 0 && !s.output)
		status = complain(STATUS_USAGE, "evidence: -o FILE.pcapng says what to write");
	if (status < 0 && s.captures && access(s.captures, F_OK) != 0)
		status = complain(STATUS_USAGE, "--captures: there is no %s", s.captures);
	if (status < 0)
		status = run_case(&s);
	free(s.threats.items);
	return status;
}

const struct command command_evidence = { "evidence", "CASE -o FILE.pcapng",
	"the frames of threats as one pcapng", rows, run, false, NULL };
