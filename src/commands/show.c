/* trailsift show: all that a case knows of one threat or event, and why it fired. */
#include <config.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/outfile.h"
#include "base/time.h"
#include "case/view.h"
#include "commands/commands.h"
#include "commands/packet_view.h"
#include "reports/shell.h"

static const struct option_row rows[] = {
	{ 0, "captures", "DIR", "look for the captures there, too: by size and digest" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct shown {
	struct common common;
	struct case_file *c;
	const char *path, *id, *captures;
	struct buf out;
	uint64_t threats, events, kept;
};

enum { SHOWN = 25 }; /* events of a threat */

static void line(struct buf *out, const char *label, struct text value)
{
	if (value.n == 0)
		return;
	buf_format(out, "%-12s ", label);
	escape_terminal(out, value);
	buf_char(out, '\n');
}

static void time_line(struct buf *out, const char *label, int64_t ns)
{
	char text[TIME_TEXT];
	line(out, label, (struct text) { text, time_text(ns, text) });
}

static void values_line(struct buf *out, const char *label, const struct case_values *v)
{
	if (v->count == 0)
		return;
	buf_format(out, "%-12s ", label);
	for (size_t i = 0; i < v->count; i++) {
		if (i)
			buf_add(out, TEXT(", "));
		escape_terminal(out, v->list[i]);
	}
	if (v->total > v->count)
		buf_format(out, ", and %llu more", (unsigned long long)(v->total - v->count));
	buf_char(out, '\n');
}

static bool each_threat(void *context, const struct case_threat *t)
{
	struct shown *s = context;
	struct buf *out = &s->out;
	if (!text_is(t->id, text_of(s->id)))
		return true;
	s->threats++;
	s->kept += t->kept;
	line(out, "threat", t->id);
	line(out, "severity", text_of(severity_name(t->severity)));
	buf_format(out, "%-12s %llu", "events", (unsigned long long)t->events);
	if (t->kept < t->events)
		buf_format(out, " (the first %llu are kept singly)", (unsigned long long)t->kept);
	buf_char(out, '\n');
	time_line(out, "first seen", t->first);
	time_line(out, "last seen", t->last);
	values_line(out, "sources", &t->src_ip);
	values_line(out, "from ports", &t->src_port);
	values_line(out, "targets", &t->dst_ip);
	values_line(out, "to ports", &t->dst_port);
	values_line(out, "protocols", &t->proto);
	line(out, "type", t->type);
	line(out, "trail", t->trail);
	line(out, "info", t->info);
	line(out, "reference", t->reference);
	line(out, "reported in", t->citation);
	buf_char(out, '\n');
	return true;
}

/* Where the frame is, in words that can be run. path: of its capture, NULL: it is not at hand. */
static void frame_line(const struct shown *s, struct buf *out, const struct case_event *e,
    const char *path, bool inside)
{
	if (path && inside) {
		buf_format(out, "%-12s trailsift evidence ", "frame");
		shell_quote(out, text_of(s->path), false);
		buf_add(out, TEXT(" --threat "));
		escape_terminal(out, e->threat);
		buf_format(out,
		    " -o - | tshark -r - -V -Y 'frame.comment matches \", frame %llu$\"'\n",
		    (unsigned long long)e->frame);
		return;
	}
	buf_format(out, "%-12s tshark -r ", "frame");
	shell_quote(out, path ? text_of(path) : e->capture, true);
	buf_format(out, " -V -Y 'frame.number == %llu'\n", (unsigned long long)e->frame);
}

static void rule_line(struct buf *out, const struct case_event *e)
{
	buf_format(out, "%-12s ", "rule");
	escape_terminal(out, e->rule);
	if (e->threshold || e->measured)
		buf_format(out, ": measured %llu, threshold %llu", (unsigned long long)e->measured,
		    (unsigned long long)e->threshold);
	buf_char(out, '\n');
}

/* The frame itself, or why it cannot be shown. */
static void packet_lines(struct shown *s, const struct case_event *e)
{
	struct fault f;
	struct evidence_frame frame;
	bool inside = false;
	struct evidence *evidence = evidence_new(
	    s->c, &(struct evidence_options) { .case_path = s->path, .directory = s->captures });
	const char *path = evidence_file(evidence, e->capture, &inside, &f);
	frame_line(s, &s->out, e, path, inside);
	if (evidence_fetch(evidence, e->capture, e->frame, &frame, &f)) {
		struct arena arena = { 0 };
		struct evidence_view view;
		evidence_describe(&frame, e, &arena, &view);
		packet_view(&s->out, &frame, &view, common_color(&s->common, STDOUT_FILENO),
		    s->common.verbose);
		arena_free(&arena);
	} else {
		line(&s->out, "packet", text_of(f.text));
	}
	evidence_free(evidence);
}

static bool each_event_whole(void *context, const struct case_event *e)
{
	struct shown *s = context;
	struct buf *out = &s->out;
	s->events++;
	line(out, "event", e->event);
	line(out, "threat", e->threat);
	time_line(out, "time", e->time);
	line(out, "severity", text_of(severity_name(e->severity)));
	buf_format(out, "%-12s %.*s", "from", (int)e->src_ip.n, e->src_ip.s);
	if (e->has_ports)
		buf_format(out, " port %u", e->src_port);
	buf_format(out, "\n%-12s %.*s", "to", (int)e->dst_ip.n, e->dst_ip.s);
	if (e->has_ports)
		buf_format(out, " port %u", e->dst_port);
	buf_char(out, '\n');
	line(out, "protocol", e->proto);
	line(out, "direction", text_of(e->direction));
	line(out, "flow", e->flow);
	line(out, "tunnel", e->tunnel);
	line(out, "type", e->type);
	line(out, "trail", e->trail);
	line(out, "info", e->info);
	line(out, "reference", e->reference);
	line(out, "reported in", e->citation);
	line(out, "observed", e->observed);
	rule_line(out, e);
	buf_format(out, "%-12s %llu\n", "count", (unsigned long long)e->count);
	line(out, "status", e->status);
	line(out, "capture", e->capture);
	packet_lines(s, e);
	return true;
}

static bool each_event_short(void *context, const struct case_event *e)
{
	struct shown *s = context;
	char text[TIME_TEXT];
	if (s->events++ == SHOWN && !s->common.verbose)
		return false;
	time_text(e->time, text);
	buf_format(&s->out, "%.*s  %s  ", (int)e->event.n, e->event.s, text);
	escape_terminal(&s->out, e->capture);
	buf_format(&s->out, " frame %llu  ", (unsigned long long)e->frame);
	escape_terminal(&s->out, e->observed);
	if (e->count > 1)
		buf_format(&s->out, "  (%llu times)", (unsigned long long)e->count);
	buf_char(&s->out, '\n');
	return true;
}

static int show(struct shown *s)
{
	struct fault f;
	if (!case_each_threat(s->c, each_threat, s, &f) ||
	    !case_find_event(s->c, s->id, each_event_whole, s, &f))
		return complain(STATUS_FAILED, "%s", f.text);
	if (s->threats + s->events == 0)
		return complain(STATUS_USAGE, "the case has no threat or event %s", s->id);
	if (s->threats && !case_each_event(s->c, s->id, false, each_event_short, s, &f))
		return complain(STATUS_FAILED, "%s", f.text);
	if (s->threats && s->kept > SHOWN && !s->common.verbose)
		buf_format(
		    &s->out, "%d of %llu; -v shows them all\n", SHOWN, (unsigned long long)s->kept);
	if (case_get(s->c, "unfinished").n)
		buf_add(&s->out, TEXT("This case is not finished: more may come.\n"));
	struct outfile *out = outfile_on(STDOUT_FILENO, "standard output");
	outfile_add(out, buf_text(&s->out));
	if (!outfile_commit(out, &f))
		return complain(STATUS_FAILED, "%s", f.text);
	return STATUS_DONE;
}

static int take_option(void *settings, const struct options *o)
{
	struct shown *s = settings;
	if (o->row)
		s->captures = o->value;
	else if (!s->path)
		s->path = o->value;
	else if (!s->id)
		s->id = o->value;
	else
		return complain(STATUS_USAGE, "show: one threat or event at a time");
	return -1;
}

static int run(int argc, char **argv)
{
	enum { SHOWN_MAX = 16 << 20 };
	struct shown s = { .id = NULL };
	struct fault f;
	int status = parse_options(&command_show, argc, argv, &s.common, take_option, &s);
	if (status < 0 && !s.id)
		status = complain(STATUS_USAGE, "show: name a case and a threat or event of it");
	if (status < 0 && s.captures && access(s.captures, F_OK) != 0)
		status = complain(STATUS_USAGE, "--captures: there is no %s", s.captures);
	if (status >= 0)
		return status;
	s.c = case_open(s.path, &f);
	if (!s.c)
		return complain(STATUS_FAILED, "%s", f.text);
	buf_init(&s.out, SHOWN_MAX);
	status = show(&s);
	buf_free(&s.out);
	case_free(s.c);
	return status;
}

const struct command command_show = { "show", "CASE THREAT|EVENT",
	"all that is known of one threat or event, and why it fired", rows, run, true, NULL };
