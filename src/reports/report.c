/* The formats, which of them an argument means, and writing one whole. */
#include <config.h>

#include "reports/formats.h"

const struct report_format report_formats[] = {
	{ "csv", ".csv", "events, one a row", write_events_csv },
	{ "threats-csv", ".threats.csv", "threats, the seventeen columns of Maltrail's table",
	    write_threats_csv },
	{ "inputs-csv", ".inputs.csv", "inputs and how far each was examined", write_inputs_csv },
	{ "json", ".json", "one document: manifest, threats, events", write_json },
	{ "jsonl", ".jsonl", "events, one object a line", write_jsonl },
	{ "manifest", ".manifest.json", "the manifest alone", write_manifest },
	{ "text", ".txt", "the table and summary that scan prints", write_text },
	{ "ioc", "", "indicators, defanged, one a line", write_ioc },
	{ .name = NULL },
};

static const struct report_format *format_named(struct text name)
{
	for (const struct report_format *format = report_formats; format->name; format++)
		if (text_is(name, text_of(format->name)))
			return format;
	return NULL;
}

static const struct report_format *format_ending(struct text file)
{
	const struct report_format *best = NULL;
	for (const struct report_format *format = report_formats; format->name; format++) {
		size_t n = strlen(format->ending);
		if (n && text_ends(file, text_of(format->ending)) &&
		    (!best || n > strlen(best->ending)))
			best = format;
	}
	return best;
}

static void tell_choice(const char *argument, struct fault *f)
{
	struct buf names, endings;
	buf_init(&names, sizeof(f->text));
	buf_init(&endings, sizeof(f->text));
	for (const struct report_format *format = report_formats; format->name; format++) {
		buf_format(&names, "%s%s", names.n ? ", " : "", format->name);
		if (*format->ending)
			buf_format(&endings, "%s%s", endings.n ? ", " : "", format->ending);
	}
	fault_set(f, "'%.40s' names no report format; one of: %s (or a file ending in %s)",
	    argument, buf_string(&names), buf_string(&endings));
	buf_free(&names);
	buf_free(&endings);
}

const struct report_format *report_choose(const char *argument, const char **file, struct fault *f)
{
	struct text all = text_of(argument);
	size_t colon = text_find_char(all, ':');
	const struct report_format *format = NULL;
	*file = argument;
	if (colon != TEXT_NONE)
		format = format_named(text_head(all, colon));
	if (format)
		*file = argument + colon + 1;
	else
		format = format_ending(all);
	if (!format) {
		tell_choice(argument, f);
	} else if (!**file) {
		fault_set(f, "'%.40s' names a format but no file", argument);
		format = NULL;
	}
	return format;
}

static bool write_into(struct outfile *out, const struct report_format *format, struct case_file *c,
    const struct report_options *options, struct fault *f)
{
	if (!format->write(c, options, out, f)) {
		outfile_abandon(out);
		return false;
	}
	return outfile_commit(out, f);
}

bool report_write(struct case_file *c, const struct report_format *format, const char *file,
    const struct report_options *options, struct fault *f)
{
	struct outfile *out = outfile_begin(file, f);
	return out && write_into(out, format, c, options, f);
}

bool report_print(
    struct case_file *c, const struct report_options *options, int fd, struct fault *f)
{
	static const struct report_format text = { .write = write_text };
	return write_into(
	    outfile_on(fd, fd == 1 ? "standard output" : "standard error"), &text, c, options, f);
}
