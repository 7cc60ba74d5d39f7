/* trailsift report: reports of a case that was kept. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case/query.h"
#include "commands/commands.h"
#include "commands/list.h"
#include "reports/report.h"

static const struct option_row rows[] = {
	{ 'o', "output", "REPORT", "[FORMAT:]FILE, a report; repeatable; FORMAT:- is stdout" },
	{ 0, "where", "QUERY", "only threats and events for which it holds" },
	{ 0, "formats", NULL, "list the formats" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct common common;
	const char *path, *where;
	struct list outputs;
};

static int list_formats(void)
{
	for (const struct report_format *f = report_formats; f->name; f++)
		printf("%-12s %-16s %s\n", f->name, f->ending, f->help);
	return STATUS_DONE;
}

static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (!o->row && s->path)
		return complain(STATUS_USAGE, "report: one case at a time (%s and %s were named)",
		    s->path, o->value);
	if (!o->row)
		s->path = o->value;
	else if (option_is(o, "output"))
		list_add(&s->outputs, o->value);
	else if (option_is(o, "where"))
		s->where = o->value;
	else if (option_is(o, "formats"))
		return list_formats();
	return -1;
}

static int write_reports(const struct settings *s, struct case_file *c)
{
	struct report_options options = { .case_path = s->path,
		.default_trails_only = case_get(c, "shipped_trails_only").n > 0 };
	struct fault f;
	for (size_t i = 0; i < s->outputs.count; i++) {
		const char *file;
		const struct report_format *format = report_choose(s->outputs.items[i], &file, &f);
		if (!format)
			return complain(STATUS_USAGE, "%s", f.text);
		if (!report_write(c, format, file, &options, &f))
			return complain(STATUS_FAILED, "%s", f.text);
		if (s->common.verbose)
			complain(0, "wrote %s", s->outputs.items[i]);
	}
	if (s->outputs.count || s->common.quiet)
		return STATUS_DONE;
	options.width = terminal_width(STDOUT_FILENO);
	options.color = common_color(&s->common, STDOUT_FILENO);
	if (!report_print(c, &options, STDOUT_FILENO, &f))
		return complain(STATUS_FAILED, "%s", f.text);
	return STATUS_DONE;
}

static int report(const struct settings *s)
{
	struct fault f;
	struct case_file *c = case_open(s->path, &f);
	if (!c)
		return complain(STATUS_FAILED, "%s", f.text);
	struct query *query = s->where ? query_parse(text_of(s->where)) : NULL;
	case_where(c, query);
	int status = write_reports(s, c);
	case_free(c);
	query_free(query);
	return status;
}

static int run(int argc, char **argv)
{
	struct settings s = { .path = NULL };
	int status = parse_options(&command_report, argc, argv, &s.common, take_option, &s);
	if (status < 0 && !s.path)
		status = complain(
		    STATUS_USAGE, "report: name a case (one that \"trailsift scan -w\" kept)");
	if (status < 0)
		status = report(&s);
	free(s.outputs.items);
	return status;
}

const struct command command_report = { "report", "CASE [--where QUERY] [-o [FORMAT:]FILE]...",
	"write reports of a case", rows, run, false, NULL };
