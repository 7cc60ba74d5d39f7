/* trailsift tag, note and status: triage for scripts, as the browser keeps it. threats.md 7. */
#include <config.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/outfile.h"
#include "case/triage.h"
#include "case/view.h"
#include "commands/commands.h"
#include "commands/list.h"

static const struct option_row tag_rows[] = {
	{ 0, "add", "TAG", "add a tag, of up to 24 characters; repeatable" },
	{ 0, "remove", "TAG", "remove a tag; repeatable" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

static const struct option_row note_rows[] = {
	{ 0, "text", "TEXT", "the note, of up to 2000 characters; empty: none" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

static const struct option_row status_rows[] = {
	{ 0, "set", "STATUS", "new, investigating, resolved or false-positive" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct said {
	struct common common;
	const struct command *command;
	const char *path;
	struct list threats, added, removed;
	const char *note; /* NULL: as it is */
	bool has_status;
	enum triage_status status;
	struct triage *triage;
	struct buf out;
};

static int take_option(void *settings, const struct options *o)
{
	struct said *s = settings;
	if (option_is(o, "add")) {
		list_add(&s->added, o->value);
	} else if (option_is(o, "remove")) {
		list_add(&s->removed, o->value);
	} else if (option_is(o, "text")) {
		s->note = o->value;
	} else if (option_is(o, "set")) {
		s->has_status = true;
		if (!triage_status_parse(text_of(o->value), &s->status))
			return complain(STATUS_USAGE,
			    "--set: %s is no status; they are new, investigating, resolved, "
			    "false-positive",
			    o->value);
	} else if (!s->path) {
		s->path = o->value;
	} else {
		list_add(&s->threats, o->value);
	}
	return -1;
}

static bool changes(const struct said *s)
{
	return s->added.count || s->removed.count || s->note || s->has_status;
}

/* A threat has events, of which the first ones are there. */
static bool take_event(void *context, const struct case_event *e)
{
	(void)e;
	*(bool *)context = true;
	return false;
}

static int check_threats(struct case_file *c, const struct said *s)
{
	struct fault f;
	for (size_t i = 0; i < s->threats.count; i++) {
		const char *id = s->threats.items[i];
		bool there = false;
		if (!case_each_event(c, id, false, take_event, &there, &f))
			return complain(STATUS_FAILED, "%s", f.text);
		if (!there)
			return complain(STATUS_USAGE, "the case has no threat %s", id);
	}
	return STATUS_DONE;
}

static bool change_tags(struct said *s, const struct text *ids, size_t count, struct fault *f)
{
	for (size_t i = 0; i < s->added.count; i++)
		if (!triage_tag(s->triage, ids, count, text_of(s->added.items[i]), f))
			return false;
	for (size_t i = 0; i < s->removed.count; i++)
		if (!triage_untag(s->triage, ids, count, text_of(s->removed.items[i]), f))
			return false;
	return true;
}

static int change(struct said *s, const struct text *ids, size_t count)
{
	struct fault f;
	bool good = change_tags(s, ids, count, &f);
	if (good && s->note)
		good = triage_note(s->triage, ids, count, text_of(s->note), &f);
	if (good && s->has_status)
		good = triage_status(s->triage, ids, count, s->status, &f);
	if (!good)
		return complain(STATUS_FAILED, "%s", f.text);
	const char *place = triage_place(s->triage);
	if (!place[0])
		return complain(STATUS_FAILED,
		    "neither %s nor %s.triage can be written: nothing is kept", s->path, s->path);
	if (strcmp(place, s->path) != 0 && !s->common.quiet)
		complain(STATUS_DONE, "%s cannot be written now: kept in %s", s->path, place);
	return STATUS_DONE;
}

static void add_line(struct said *s, struct text id)
{
	const struct marks *m = triage_of(s->triage, id);
	escape_terminal(&s->out, id);
	buf_char(&s->out, '\t');
	if (s->command == &command_status)
		buf_add(&s->out, text_of(triage_status_name(m->status)));
	if (s->command == &command_note)
		escape_terminal(&s->out, m->note);
	for (size_t i = 0; s->command == &command_tag && i < m->tag_count; i++) {
		if (i)
			buf_char(&s->out, ',');
		escape_terminal(&s->out, m->tags[i]);
	}
	buf_char(&s->out, '\n');
}

static int print(struct said *s, const struct text *ids, size_t count)
{
	enum { LINES_MAX = 64 << 20 };
	struct fault f;
	buf_init(&s->out, LINES_MAX);
	for (size_t i = 0; i < count; i++)
		add_line(s, ids[i]);
	struct outfile *out = outfile_on(STDOUT_FILENO, "standard output");
	outfile_add(out, buf_text(&s->out));
	bool good = outfile_commit(out, &f);
	buf_free(&s->out);
	return good ? STATUS_DONE : complain(STATUS_FAILED, "%s", f.text);
}

static int work(struct said *s)
{
	struct fault f;
	struct case_file *c = case_open(s->path, &f);
	if (!c)
		return complain(STATUS_FAILED, "%s", f.text);
	int status = check_threats(c, s);
	case_free(c);
	if (status != STATUS_DONE)
		return status;
	s->triage = triage_open(s->path, &f);
	if (!s->triage)
		return complain(STATUS_FAILED, "%s", f.text);
	size_t count = s->threats.count;
	struct text *ids = xcalloc(count, sizeof(*ids));
	for (size_t i = 0; i < count; i++)
		ids[i] = text_of(s->threats.items[i]);
	if (changes(s))
		status = change(s, ids, count);
	if (status == STATUS_DONE && !s->common.quiet)
		status = print(s, ids, count);
	free(ids);
	triage_free(s->triage);
	return status;
}

static int run(const struct command *command, int argc, char **argv)
{
	struct said s = { .command = command };
	int status = parse_options(command, argc, argv, &s.common, take_option, &s);
	if (status < 0 && !s.threats.count)
		status = complain(STATUS_USAGE, "%s: name a case and threats of it", command->name);
	if (status < 0)
		status = work(&s);
	free(s.threats.items);
	free(s.added.items);
	free(s.removed.items);
	return status;
}

static int run_tag(int argc, char **argv)
{
	return run(&command_tag, argc, argv);
}

static int run_note(int argc, char **argv)
{
	return run(&command_note, argc, argv);
}

static int run_status(int argc, char **argv)
{
	return run(&command_status, argc, argv);
}

const struct command command_tag = { "tag", "[--add TAG] CASE THREAT...",
	"tags of threats, kept in the case", tag_rows, run_tag, true, NULL };
const struct command command_note = { "note", "[--text TEXT] CASE THREAT...",
	"notes on threats, kept in the case", note_rows, run_note, true, NULL };
const struct command command_status = { "status", "[--set STATUS] CASE THREAT...",
	"how far threats are dealt with, kept in the case", status_rows, run_status, true, NULL };
