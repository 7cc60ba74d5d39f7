/* Rows of events. */
#include <config.h>

#include <stdlib.h>

#include "case/hit_cache.h"
#include "case/rows.h"

/* In a case that grows an event has its group, which may belong to the threat of another. */
#define GROWING_THREAT "coalesce((SELECT threat FROM growing WHERE id = e.threat), e.threat)"

static const char *const names[EVENT_ROW_COLUMNS] = { "e.serial", "e.id", "e.time", "e.input",
	"e.frame", "e.first_frame", "e.src", "e.dst", "e.sport", "e.dport", "e.icmp", "e.proto",
	"e.hit", "e.trail", "e.observed", "e.forwarded", "e.measured", "e.count", "e.tunnel",
	"e.threat", "t.uid" };

struct event_rows {
	struct case_file *c;
	unsigned columns, left;
	struct sqlite3_stmt *events;
	struct hit_cache *hits;
	char flow[COMMUNITY_ID_TEXT];
	char id[EVENT_ID_TEXT];
};

static const char *column_name(const struct case_file *c, unsigned columns, size_t i)
{
	if (!(columns & ROW_BIT(i)))
		return "NULL";
	return i == EVENT_ROW_OWNER && db_unfinished(c->db) ? "t.id" : names[i];
}

struct event_rows *event_rows_new(struct case_file *c, unsigned columns, const char *rest)
{
	struct event_rows *r = xcalloc(1, sizeof(*r));
	bool growing = db_unfinished(c->db);
	struct buf sql;
	buf_init(&sql, SIZE_MAX / 4);
	buf_add(&sql, TEXT("SELECT "));
	for (size_t i = 0; i < EVENT_ROW_COLUMNS; i++)
		buf_format(&sql, "%s%s", i ? ", " : "", column_name(c, columns, i));
	buf_add(&sql, TEXT(" FROM event e"));
	if (growing || columns & ROW_BIT(EVENT_ROW_THREAT))
		buf_format(&sql, " LEFT JOIN threat t ON t.id = %s",
		    growing ? GROWING_THREAT : "e.threat");
	buf_format(&sql, " %s", rest);
	r->c = c;
	r->columns = columns;
	r->events = db_prepare(c->db, buf_string(&sql));
	buf_free(&sql);
	if (columns & ROW_BIT(EVENT_ROW_HIT))
		r->hits = hit_cache_new(c->db);
	return r;
}

void event_rows_free(struct event_rows *r)
{
	if (!r)
		return;
	db_finish(r->events);
	if (r->hits)
		hit_cache_free(r->hits);
	free(r);
}

struct sqlite3_stmt *event_rows_statement(struct event_rows *r)
{
	return r->events;
}

void event_rows_leave(struct event_rows *r, unsigned columns)
{
	r->left |= columns;
}

static void read_ports(struct sqlite3_stmt *s, struct case_event *out)
{
	out->has_ports = db_is_int(s, EVENT_ROW_SPORT) && db_is_int(s, EVENT_ROW_DPORT);
	out->src_port = (uint16_t)db_int(s, EVENT_ROW_SPORT);
	out->dst_port = (uint16_t)db_int(s, EVENT_ROW_DPORT);
	if (!db_is_null(s, EVENT_ROW_PROTO))
		out->proto = text_of(protocol_name((uint8_t)db_int(s, EVENT_ROW_PROTO)));
}

/* What is derived from addresses and ports. */
static void read_ends(struct event_rows *r, struct case_event *out)
{
	int64_t icmp = db_int(r->events, EVENT_ROW_ICMP);
	struct event e = { .has_ports = out->has_ports,
		.sport = out->has_ports ? out->src_port : (uint16_t)(icmp >> 8 & 0xff),
		.dport = out->has_ports ? out->dst_port : (uint16_t)(icmp & 0xff),
		.proto = (uint8_t)db_int(r->events, EVENT_ROW_PROTO) };
	if (!address_parse(out->src_ip, &e.src))
		e.src = (struct address) { 0 };
	if (!address_parse(out->dst_ip, &e.dst))
		e.dst = (struct address) { 0 };
	out->direction = event_direction(&e);
	if (!(r->columns & ROW_BIT(EVENT_ROW_FLOW)))
		return;
	r->flow[0] = '\0';
	if (e.src.version && e.src.version == e.dst.version)
		event_community_id(&e, r->flow);
	out->flow = text_of(r->flow);
}

static struct text read_text(struct event_rows *r, enum event_column column, struct arena *arena)
{
	if (r->left & ROW_BIT(column))
		return TEXT("");
	return reading_text(r->c, r->events, (int)column, arena);
}

void event_rows_read(struct event_rows *r, struct arena *arena, struct case_event *out)
{
	static const struct stored_hit none = { .severity = SEVERITY_MEDIUM };
	struct case_file *c = r->c;
	struct sqlite3_stmt *s = r->events;
	const struct stored_hit *hit =
	    r->hits ? hit_cache_get(r->hits, db_count(s, EVENT_ROW_HIT)) : &none;
	/* In the order in which they were numbered: the cache reads forwards. */
	struct text trail = read_text(r, EVENT_ROW_TRAIL, arena),
		    src = read_text(r, EVENT_ROW_SRC, arena);
	event_id_text(db_count(s, EVENT_ROW_ID), r->id);
	*out = (struct case_event) {
		.time = db_int(s, EVENT_ROW_TIME),
		.sensor = c->sensor,
		.src_ip = src,
		.dst_ip = read_text(r, EVENT_ROW_DST, arena),
		.type = hit->type,
		.trail = trail,
		.info = hit->info,
		.reference = hit->reference,
		.citation = hit->citation,
		.severity = hit->severity,
		.threat = db_text(s, EVENT_ROW_THREAT),
		.event = { r->id, EVENT_ID_TEXT - 1 },
		.count = db_count(s, EVENT_ROW_COUNT),
		.observed = read_text(r, EVENT_ROW_OBSERVED, arena),
		.forwarded = reading_text(c, s, EVENT_ROW_FORWARDED, arena),
		.tunnel = reading_text(c, s, EVENT_ROW_TUNNEL, arena),
		.frame = db_count(s, EVENT_ROW_FRAME),
		.first_frame = db_count(s, EVENT_ROW_FIRST_FRAME),
		.status = hit->status,
		.rule = hit->rule,
		.threshold = hit->threshold,
		.measured = db_count(s, EVENT_ROW_MEASURED),
		.direction = "",
	};
	if (r->columns & ROW_BIT(EVENT_ROW_INPUT))
		out->capture = reading_input(c, db_count(s, EVENT_ROW_INPUT), arena);
	read_ports(s, out);
	if (r->columns & (ROW_BIT(EVENT_ROW_DIRECTION) | ROW_BIT(EVENT_ROW_FLOW)))
		read_ends(r, out);
}
