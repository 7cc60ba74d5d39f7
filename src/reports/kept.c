/* Rows that a report leaves out never reach its writer. */
#include <config.h>

#include "reports/kept.h"

struct kept {
	const struct report_options *options;
	bool (*each_threat)(void *context, const struct case_threat *t);
	bool (*each_event)(void *context, const struct case_event *e);
	void *context;
};

static bool each_threat(void *context, const struct case_threat *t)
{
	const struct kept *k = context;
	return !k->options->keeps_threat(k->options->keeper, t) || k->each_threat(k->context, t);
}

static bool each_event(void *context, const struct case_event *e)
{
	const struct kept *k = context;
	return !k->options->keeps_event(k->options->keeper, e) || k->each_event(k->context, e);
}

bool kept_each_threat(struct case_file *c, const struct report_options *options,
    bool (*each)(void *context, const struct case_threat *t), void *context, struct fault *f)
{
	struct kept k = { .options = options, .each_threat = each, .context = context };
	if (!options->keeps_threat)
		return case_each_threat(c, each, context, f);
	return case_each_threat(c, each_threat, &k, f);
}

bool kept_each_event(struct case_file *c, const struct report_options *options,
    bool (*each)(void *context, const struct case_event *e), void *context, struct fault *f)
{
	struct kept k = { .options = options, .each_event = each, .context = context };
	bool suppressed = options->show_suppressed;
	if (!options->keeps_event)
		return case_each_event(c, NULL, suppressed, each, context, f);
	return case_each_event(c, NULL, suppressed, each_event, &k, f);
}
