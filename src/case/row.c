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

static void set_ports(struct event_row *row, const struct event *e)
{
	row->sport = row->dport = row->icmp = -1;
	if (e->has_ports) {
		row->sport = e->sport;
		row->dport = e->dport;
	} else if (e->proto == PROTO_ICMP || e->proto == PROTO_ICMPV6) {
		row->icmp = (e->sport & 0xff) << 8 | (e->dport & 0xff);
	}
}

struct text case_input_name(const struct case_file *c, uint32_t ordinal)
{
	return ordinal < c->input_count ? c->input_names[ordinal] : TEXT("");
}

static void write_event(
    struct case_file *c, const struct event *e, const struct group *g, uint64_t hit, uint64_t trail)
{
	struct event_row row = { .serial = e->serial,
		.id = event_id_number(e, case_input_name(c, e->input)),
		.threat = g->id,
		.time = e->time,
		.input = e->input,
		.frame = e->frame,
		.first_frame = e->first_frame,
		.proto = e->proto,
		.hit = hit,
		.trail = trail,
		.measured = e->measured,
		.count = e->count,
		.flow = e->flow };
	set_ports(&row, e);
	row.src = address_number(c, &e->src, tally_src_text(c->tally));
	row.dst = address_number(c, &e->dst, tally_dst_text(c->tally));
	row.observed =
	    text_is(e->hit.observed, e->hit.trail) ? trail : case_text(c, e->hit.observed);
	row.forwarded = case_text(c, e->forwarded);
	row.tunnel = case_text(c, e->tunnel);
	event_table_add(c->events, &row);
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
	uint64_t trail = case_text(c, e->hit.trail);
	if (begins) {
		g->hit = hit;
		g->trail = trail;
		g->severity = hit_table_severity(c->hits);
	}
	if (keep)
		write_event(c, e, g, hit, trail);
}

void case_write_pending(struct case_file *c)
{
	struct pending *p = c->pending;
	if (!p)
		return;
	for (size_t i = 0; i < p->event_count; i++)
		add_event(c, &p->events[i]);
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
	if (!c->pending || !pending_count(c->pending, serial, count))
		event_table_count(c->events, serial, count);
}
