/* Events as rows. */
#include <config.h>

#include "case/file.h"
#include "case/tally.h"

enum { PROTO_ICMP = 1, PROTO_ICMPV6 = 58 };

static uint64_t address_number(struct case_file *c, const struct address *a, uint64_t *known)
{
	char text[ADDRESS_TEXT];
	if (!*known && address_text(a, text))
		*known = case_text(c, text_of(text));
	return *known;
}

static void bind_number(struct case_file *c, int at, struct text t)
{
	if (t.n)
		db_bind_count(c->insert_event, at, case_text(c, t));
	else
		db_bind_null(c->insert_event, at);
}

static void bind_ports(struct sqlite3_stmt *s, int at, const struct event *e)
{
	for (int i = 0; i < 3; i++)
		db_bind_null(s, at + i);
	if (e->has_ports) {
		db_bind(s, at, e->sport);
		db_bind(s, at + 1, e->dport);
	} else if (e->proto == PROTO_ICMP || e->proto == PROTO_ICMPV6) {
		db_bind(s, at + 2, (e->sport & 0xff) << 8 | (e->dport & 0xff));
	}
}

struct text case_input_name(const struct case_file *c, uint32_t ordinal)
{
	return ordinal < c->input_count ? c->input_names[ordinal] : TEXT("");
}

static void write_event(
    struct case_file *c, const struct event *e, const struct group *g, uint64_t hit)
{
	struct sqlite3_stmt *s = c->insert_event;
	int at = 1;
	db_bind_count(s, at++, e->serial);
	db_bind_count(s, at++, event_id_number(e, case_input_name(c, e->input)));
	db_bind_count(s, at++, g->id);
	db_bind(s, at++, e->time);
	db_bind(s, at++, e->input);
	db_bind_count(s, at++, e->frame);
	db_bind_count(s, at++, e->first_frame);
	db_bind_count(s, at++, address_number(c, &e->src, tally_src_text(c->tally)));
	db_bind_count(s, at++, address_number(c, &e->dst, tally_dst_text(c->tally)));
	bind_ports(s, at, e);
	at += 3;
	db_bind(s, at++, e->proto);
	db_bind_count(s, at++, hit);
	bind_number(c, at++, e->hit.trail);
	bind_number(c, at++, e->hit.observed);
	bind_number(c, at++, e->forwarded);
	db_bind_count(s, at++, e->measured);
	db_bind_count(s, at++, e->count);
	db_bind_count(s, at++, e->flow);
	bind_number(c, at, e->tunnel);
	db_run(c->db, s);
	case_wrote(c);
}

static void add_event(struct case_file *c, const struct event *e)
{
	if (db_failed(c->db))
		return;
	c->suppressed += e->hit.suppressed.n > 0;
	struct group *g = tally_add(c->tally, e, &c->bounds);
	bool begins = g->count == 1, keep = tally_keep(c->tally, g, c->events_per_threat);
	if (c->added)
		case_tell_added(c, e, g);
	if (!begins && !keep)
		return;
	uint64_t hit = hit_table_add(c->hits, e, c->bounds.texts);
	if (begins) {
		g->hit = hit;
		g->trail = case_text(c, e->hit.trail);
		g->severity = severity_of(e->hit.info, e->hit.reference);
	}
	if (keep)
		write_event(c, e, g, hit);
}

static void count_event(struct case_file *c, uint64_t serial, uint64_t count)
{
	db_bind_count(c->update_count, 1, serial);
	db_bind_count(c->update_count, 2, count);
	db_run(c->db, c->update_count);
}

void case_write_pending(struct case_file *c)
{
	struct pending *p = c->pending;
	if (!p)
		return;
	for (size_t i = 0; i < p->event_count; i++)
		add_event(c, &p->events[i]);
	for (size_t i = 0; i < p->count_count; i++)
		count_event(c, p->counts[i].serial, p->counts[i].count);
	pending_clear(p);
}

void case_add_event(struct case_file *c, const struct event *e)
{
	if (db_failed(c->db) || !c->tally)
		return;
	if (!c->pending)
		add_event(c, e);
	else if (!pending_add(c->pending, e))
		case_write_pending(c);
}

void case_count_event(struct case_file *c, uint64_t serial, uint64_t count)
{
	if (db_failed(c->db) || !c->tally)
		return;
	if (!c->pending)
		count_event(c, serial, count);
	else if (!pending_count(c->pending, serial, count))
		case_write_pending(c);
}
