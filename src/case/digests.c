/* The digests of a case: of its findings, and of what the run was. */
#include <config.h>

#include "base/digest.h"
#include "case/reading.h"

struct summing {
	struct digest *digest;
	struct buf line;
};

/* A number with what ends it, in one piece: most of a digest's lines are numbers. */
static void add_ended(struct summing *s, uint64_t v, char end)
{
	char digits[21];
	size_t i = sizeof(digits);
	digits[--i] = end;
	do {
		digits[--i] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	buf_add(&s->line, (struct text) { digits + i, sizeof(digits) - i });
}

static void add_text(struct summing *s, struct text t)
{
	add_ended(s, t.n, ':');
	buf_add(&s->line, t);
}

static void add_number(struct summing *s, uint64_t v)
{
	add_ended(s, v, ',');
}

static void add_time(struct summing *s, int64_t v)
{
	if (v < 0)
		buf_char(&s->line, '-');
	add_number(s, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

static void end_line(struct summing *s)
{
	buf_char(&s->line, '\n');
	digest_add(s->digest, s->line.p, s->line.n);
	buf_clear(&s->line);
}

static void add_values(struct summing *s, const struct case_values *values)
{
	add_number(s, values->total);
	for (size_t i = 0; i < values->count; i++)
		add_text(s, values->list[i]);
}

static bool sum_threat(void *context, const struct case_threat *t)
{
	struct summing *s = context;
	const struct case_values *values[] = { &t->sensor, &t->src_ip, &t->src_port, &t->dst_ip,
		&t->dst_port, &t->proto };
	const struct text texts[] = { t->id, t->type, t->trail, t->info, t->reference, t->capture };
	buf_add(&s->line, TEXT("threat "));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		add_text(s, texts[i]);
	add_number(s, t->severity);
	add_number(s, t->events);
	add_number(s, t->kept);
	add_number(s, t->frame);
	add_time(s, t->first);
	add_time(s, t->last);
	for (size_t i = 0; i < SPARK_BINS; i++)
		add_number(s, t->bins[i]);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		add_values(s, values[i]);
	end_line(s);
	return true;
}

static bool sum_event(void *context, const struct case_event *e)
{
	struct summing *s = context;
	const struct text texts[] = { e->sensor, e->src_ip, e->dst_ip, e->proto, e->type, e->trail,
		e->info, e->reference, e->threat, e->event, e->observed, e->capture, e->status,
		e->rule };
	buf_add(&s->line, TEXT("event "));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		add_text(s, texts[i]);
	add_time(s, e->time);
	add_number(s, e->has_ports);
	add_number(s, e->src_port);
	add_number(s, e->dst_port);
	add_number(s, e->severity);
	add_number(s, e->count);
	add_number(s, e->frame);
	add_number(s, e->first_frame);
	add_number(s, e->threshold);
	add_number(s, e->measured);
	end_line(s);
	return true;
}

static void sum_parts(struct summing *s, const struct case_input *input)
{
	add_number(s, input->interface_count);
	for (size_t i = 0; i < input->interface_count; i++) {
		const struct case_interface *interface = &input->interfaces[i];
		add_text(s, interface->link);
		add_number(s, interface->link_number);
		add_number(s, interface->snaplen);
		add_number(s, interface->frames);
		add_text(s, interface->name);
	}
	add_number(s, input->gap_count);
	for (size_t i = 0; i < input->gap_count; i++) {
		add_number(s, input->gaps[i].offset);
		add_number(s, input->gaps[i].bytes);
		add_text(s, input->gaps[i].what);
	}
	add_number(s, input->fate_count);
	for (size_t i = 0; i < input->fate_count; i++) {
		add_text(s, input->fates[i].name);
		add_number(s, input->fates[i].count);
	}
}

static bool sum_input(void *context, const struct case_input *input)
{
	struct summing *s = context;
	const struct text texts[] = { input->name, input->member, input->state, input->format,
		input->why, input->digest_kind, input->digest, input->stored_digest };
	const uint64_t counts[] = { input->size, input->stored_size, input->frames,
		input->frame_bytes, input->backwards, input->dropped_kernel,
		input->dropped_interface };
	buf_add(&s->line, TEXT("input "));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		add_text(s, texts[i]);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		add_number(s, counts[i]);
	add_time(s, input->first);
	add_time(s, input->last);
	sum_parts(s, input);
	end_line(s);
	return true;
}
static bool sum_pair(struct summing *s, const char *what, struct text a, struct text b)
{
	buf_add(&s->line, text_of(what));
	add_text(s, a);
	add_text(s, b);
	end_line(s);
	return true;
}

static bool sum_option(void *context, struct text name, struct text value)
{
	return sum_pair(context, "option ", name, value);
}

static bool sum_total(void *context, struct text group, struct text name, uint64_t count)
{
	struct summing *s = context;
	buf_add(&s->line, TEXT("total "));
	add_number(s, count);
	return sum_pair(s, "", group, name);
}

static bool sum_limit(void *context, struct text table, uint64_t cap, uint64_t evicted)
{
	struct summing *s = context;
	buf_add(&s->line, TEXT("limit "));
	add_number(s, cap);
	add_number(s, evicted);
	return sum_pair(s, "", table, TEXT(""));
}

static bool sum_source(
    void *context, struct text store, struct text name, struct text digest, uint64_t trails)
{
	struct summing *s = context;
	buf_add(&s->line, TEXT("source "));
	add_number(s, trails);
	add_text(s, store);
	return sum_pair(s, "", name, digest);
}

static bool sum_facts(struct summing *s, struct case_file *c)
{
	struct sqlite3_stmt *rows = db_prepare(c->db,
	    "SELECT name, value FROM fact WHERE name NOT IN ('run_id', 'findings') ORDER BY name");
	while (db_row(c->db, rows))
		sum_pair(s, "fact ", db_text(rows, 0), db_text(rows, 1));
	db_finish(rows);
	return !db_failed(c->db);
}

static bool sum_trails(struct summing *s, struct case_file *c, struct fault *f)
{
	struct case_trails trails;
	if (!case_trails(c, &trails, f))
		return false;
	buf_add(&s->line, TEXT("trails "));
	add_text(s, trails.digest);
	add_number(s, trails.count);
	add_number(s, trails.whitelist);
	for (size_t i = 0; i < trails.kind_count; i++) {
		add_text(s, trails.kinds[i].kind);
		add_number(s, trails.kinds[i].count);
	}
	end_line(s);
	return case_each_source(c, sum_source, s, f);
}

static bool sum_findings(struct summing *s, struct case_file *c, struct fault *f)
{
	return case_each_threat(c, sum_threat, s, f) && reading_events(c, sum_event, s, f);
}

static bool sum_run(struct summing *s, struct case_file *c, struct fault *f)
{
	return sum_facts(s, c) && case_each_option(c, sum_option, s, f) && sum_trails(s, c, f) &&
	    case_each_input(c, sum_input, s, f) && case_each_total(c, sum_total, s, f) &&
	    case_each_limit(c, sum_limit, s, f);
}

static void make_digest(struct case_file *c, const char *name,
    bool (*sum)(struct summing *s, struct case_file *c, struct fault *f), struct fault *f)
{
	char text[DIGEST_TEXT];
	struct summing s = { .digest = digest_new(DIGEST_SHA256) };
	buf_init(&s.line, SIZE_MAX / 4);
	if (!db_failed(c->db) && !sum(&s, c, f))
		db_fail(c->db, f->text);
	digest_end(s.digest, text);
	digest_free(s.digest);
	buf_free(&s.line);
	case_set(c, name, text_of(text));
}

void case_make_digests(struct case_file *c, struct fault *f)
{
	make_digest(c, "findings", sum_findings, f);
	make_digest(c, "run_id", sum_run, f);
}

/* Of all rows, whichever are being read; what fails here is told with the next rows. */
void case_make_due_digests(struct case_file *c)
{
	const struct query *where = c->where;
	struct fault f;
	if (!c->digests_due)
		return;
	c->digests_due = false;
	c->where = NULL;
	db_unlock(c->db);
	case_make_digests(c, &f);
	db_lock(c->db);
	c->where = where;
}
