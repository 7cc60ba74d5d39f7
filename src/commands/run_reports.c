/* Reports of a case that was just finished. */
#include <config.h>

#include <unistd.h>

#include "base/intern.h"
#include "commands/run_reports.h"

/* Inputs by name: the number of a name is the ordinal of its first input. */
struct paths {
	const struct capture *capture;
	struct intern *names;
};

static const char *path_of(const void *inputs, struct text name)
{
	const struct paths *p = inputs;
	uint32_t ordinal = intern_find(p->names, name);
	if (ordinal == UINT32_MAX)
		return NULL;
	const struct capture_input *in = capture_input(p->capture, ordinal);
	return in->live || in->member[0] ? NULL : in->path;
}

static bool print_summary(
    const struct run *r, struct report_options *options, struct case_file *c, struct fault *f)
{
	int fd = r->options.to_stdout ? STDERR_FILENO : STDOUT_FILENO;
	struct paths paths = { r->capture, intern_new(&(struct hash_key) { 0, 0 }) };
	for (size_t i = 0; i < capture_inputs(r->capture); i++)
		intern_add(paths.names, text_of(capture_input(r->capture, i)->name), NULL);
	options->path_of = path_of;
	options->inputs = &paths;
	options->width = terminal_width(fd);
	options->color = common_color(&r->common, fd);
	bool good = report_print(c, options, fd, f);
	intern_free(paths.names);
	return good;
}

static bool say_brief(const struct run_target *to, struct case_file *c, struct fault *f)
{
	struct case_totals totals;
	if (!case_totals(c, &totals, f))
		return false;
	complain(0, "%s: threats: %llu, events: %llu", to->case_path,
	    (unsigned long long)totals.threats[0], (unsigned long long)totals.events);
	return true;
}

bool run_report(
    const struct run *r, const struct run_target *to, struct case_file *c, struct fault *f)
{
	struct report_options options = { .case_path = to->case_path,
		.show_suppressed = r->options.show_suppressed,
		.default_trails_only = r->shipped_only };
	for (size_t i = 0; i < r->options.output_count; i++) {
		const struct run_output *out = &r->options.outputs[i];
		if (!report_write(c, out->format, out->file, &options, f))
			return false;
		if (r->common.verbose)
			complain(0, "wrote %s", out->file);
	}
	if (r->common.quiet)
		return true;
	return r->brief ? say_brief(to, c, f) : print_summary(r, &options, c, f);
}
