/* The fake behind case/view.h, and reports read back from a file. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "reports-fake.h"

struct text case_get(struct case_file *c, const char *name)
{
	for (const struct fake_pair *fact = c->facts; fact && fact->a; fact++)
		if (strcmp(fact->a, name) == 0)
			return fact->b;
	return TEXT("");
}

bool case_each_threat(struct case_file *c, bool (*each)(void *, const struct case_threat *),
    void *context, struct fault *f)
{
	(void)f;
	for (size_t i = 0; i < c->threat_count && each(context, &c->threats[i]); i++)
		;
	return true;
}

bool case_each_event(struct case_file *c, const char *threat, bool suppressed,
    bool (*each)(void *, const struct case_event *), void *context, struct fault *f)
{
	(void)threat;
	for (size_t i = 0; i < c->event_count; i++)
		if ((suppressed || c->events[i].status.n == 0) && !each(context, &c->events[i]))
			break;
	return !c->broken || fault_set(f, "the case cannot be read");
}

bool case_each_input(struct case_file *c, bool (*each)(void *, const struct case_input *),
    void *context, struct fault *f)
{
	(void)f;
	for (size_t i = 0; i < c->input_count && each(context, &c->inputs[i]); i++)
		;
	return true;
}

bool case_each_option(struct case_file *c, bool (*each)(void *, struct text, struct text),
    void *context, struct fault *f)
{
	(void)f;
	for (const struct fake_pair *o = c->options; o && o->a; o++)
		each(context, text_of(o->a), o->b);
	return true;
}

bool case_each_total(struct case_file *c, bool (*each)(void *, struct text, struct text, uint64_t),
    void *context, struct fault *f)
{
	(void)f;
	for (const struct fake_total *t = c->counts; t && t->group; t++)
		each(context, text_of(t->group), text_of(t->name), t->count);
	return true;
}

bool case_each_limit(struct case_file *c, bool (*each)(void *, struct text, uint64_t, uint64_t),
    void *context, struct fault *f)
{
	(void)f;
	for (const struct fake_limit *l = c->limits; l && l->table; l++)
		each(context, text_of(l->table), l->cap, l->evicted);
	return true;
}

bool case_trails(struct case_file *c, struct case_trails *out, struct fault *f)
{
	(void)f;
	*out = c->trails;
	return true;
}

bool case_each_source(struct case_file *c,
    bool (*each)(void *, struct text, struct text, struct text, uint64_t), void *context,
    struct fault *f)
{
	(void)f;
	for (size_t i = 0; i < c->source_count; i++)
		each(context, c->sources[i].store, c->sources[i].name, c->sources[i].digest,
		    c->sources[i].trails);
	return true;
}

bool case_totals(struct case_file *c, struct case_totals *out, struct fault *f)
{
	(void)f;
	*out = c->totals;
	return true;
}

static const struct report_format *format_of(const char *name)
{
	const struct report_format *format = report_formats;
	while (format->name && strcmp(format->name, name) != 0)
		format++;
	return format;
}

bool fake_report(struct case_file *c, const char *format, const struct report_options *options,
    struct buf *out, struct fault *f)
{
	char path[] = "report-XXXXXX", chunk[4096];
	int fd = mkstemp(path);
	if (fd < 0)
		return fault_errno(f, "mkstemp");
	close(fd);
	unlink(path);
	bool good = report_write(c, format_of(format), path, options, f);
	FILE *in = fopen(path, "rb");
	for (size_t n; in && (n = fread(chunk, 1, sizeof(chunk), in)) > 0;)
		buf_add(out, (struct text) { chunk, n });
	if (in)
		fclose(in);
	unlink(path);
	return good;
}
