/* Reading events. */
#include <config.h>

#include "case/hit_cache.h"
#include "case/reading.h"

#define SELECT_EVENT                                                                                      \
	"SELECT e.id, e.time, e.input, e.frame, e.first_frame, e.src, e.dst, e.sport, e.dport,"           \
	" e.icmp, e.proto, e.hit, e.trail, e.observed, e.forwarded, e.measured, e.count, e.tunnel, t.uid" \
	" FROM event e LEFT JOIN threat t ON t.id = "
/* In a case that grows an event has its group, which may belong to the threat of another. */
#define ITS_THREAT "e.threat"
#define GROWING_THREAT "coalesce((SELECT threat FROM growing WHERE id = e.threat), e.threat)"
#define BY_PLACE " ORDER BY e.serial"

enum column {
	ID,
	TIME,
	INPUT,
	FRAME,
	FIRST_FRAME,
	SRC,
	DST,
	SPORT,
	DPORT,
	ICMP,
	PROTO,
	HIT,
	TRAIL,
	OBSERVED,
	FORWARDED,
	MEASURED,
	COUNT,
	TUNNEL,
	THREAT,
};

/* What is derived from addresses and ports: direction and Community ID. */
struct ends {
	struct event event;
	char flow[COMMUNITY_ID_TEXT];
	char id[EVENT_ID_TEXT];
};

static void read_ports(struct sqlite3_stmt *s, struct case_event *out, struct ends *ends)
{
	struct event *e = &ends->event;
	out->has_ports = db_is_int(s, SPORT) && db_is_int(s, DPORT);
	out->src_port = (uint16_t)db_int(s, SPORT);
	out->dst_port = (uint16_t)db_int(s, DPORT);
	e->proto = (uint8_t)db_int(s, PROTO);
	e->sport = out->src_port;
	e->dport = out->dst_port;
	e->has_ports = out->has_ports;
	if (!e->has_ports) {
		e->sport = (uint16_t)(db_int(s, ICMP) >> 8 & 0xff);
		e->dport = (uint16_t)(db_int(s, ICMP) & 0xff);
	}
	out->proto = text_of(protocol_name(e->proto));
}

static void read_ends(struct case_event *out, struct ends *ends)
{
	struct event *e = &ends->event;
	if (!address_parse(out->src_ip, &e->src))
		e->src = (struct address) { 0 };
	if (!address_parse(out->dst_ip, &e->dst))
		e->dst = (struct address) { 0 };
	out->direction = event_direction(e);
	if (e->src.version && e->src.version == e->dst.version)
		event_community_id(e, ends->flow);
	out->flow = text_of(ends->flow);
}

static void read_event(struct case_file *c, struct sqlite3_stmt *s, const struct stored_hit *hit,
    struct arena *arena, struct case_event *out, struct ends *ends)
{
	/* In the order in which they were numbered: the cache reads forwards. */
	struct text trail = reading_text(c, s, TRAIL, arena), src = reading_text(c, s, SRC, arena);
	event_id_text(db_count(s, ID), ends->id);
	*out = (struct case_event) {
		.time = db_int(s, TIME),
		.sensor = c->sensor,
		.src_ip = src,
		.dst_ip = reading_text(c, s, DST, arena),
		.type = hit->type,
		.trail = trail,
		.info = hit->info,
		.reference = hit->reference,
		.citation = hit->citation,
		.severity = hit->severity,
		.threat = db_text(s, THREAT),
		.event = { ends->id, EVENT_ID_TEXT - 1 },
		.count = db_count(s, COUNT),
		.observed = reading_text(c, s, OBSERVED, arena),
		.forwarded = reading_text(c, s, FORWARDED, arena),
		.tunnel = reading_text(c, s, TUNNEL, arena),
		.capture = reading_input(c, db_count(s, INPUT), arena),
		.frame = db_count(s, FRAME),
		.first_frame = db_count(s, FIRST_FRAME),
		.status = hit->status,
		.rule = hit->rule,
		.threshold = hit->threshold,
		.measured = db_count(s, MEASURED),
	};
	read_ports(s, out, ends);
}

static bool each_row(struct case_file *c, struct sqlite3_stmt *s, bool derive,
    bool (*each)(void *context, const struct case_event *e), void *context, struct fault *f)
{
	struct arena arena = { 0 };
	struct hit_cache *hits = hit_cache_new(c->db);
	bool more = true;
	while (more && db_row(c->db, s)) {
		struct case_event e;
		struct ends ends = { 0 };
		arena_reset(&arena);
		read_event(c, s, hit_cache_get(hits, db_count(s, HIT)), &arena, &e, &ends);
		if (derive)
			read_ends(&e, &ends);
		more = !db_failed(c->db) && each(context, &e);
	}
	db_finish(s);
	hit_cache_free(hits);
	arena_free(&arena);
	return reading_done(c, f);
}

static struct sqlite3_stmt *select_events(struct case_file *c, const char *where)
{
	struct buf sql;
	buf_init(&sql, SIZE_MAX / 4);
	buf_add(&sql, TEXT(SELECT_EVENT));
	buf_add(&sql, db_unfinished(c->db) ? TEXT(GROWING_THREAT) : TEXT(ITS_THREAT));
	buf_add(&sql, text_of(where));
	buf_add(&sql, TEXT(BY_PLACE));
	struct sqlite3_stmt *s = db_prepare(c->db, buf_string(&sql));
	buf_free(&sql);
	return s;
}

bool case_each_event(struct case_file *c, const char *threat, bool suppressed,
    bool (*each)(void *context, const struct case_event *e), void *context, struct fault *f)
{
	struct sqlite3_stmt *s;
	if (threat) {
		s = select_events(c,
		    db_unfinished(c->db)
			? " WHERE t.uid = ?"
			: " WHERE e.threat IN (SELECT id FROM threat WHERE uid = ?)");
		db_bind_text(s, 1, text_of(threat));
	} else {
		s = select_events(c, " WHERE ? OR t.id IS NOT NULL");
		db_bind(s, 1, suppressed);
	}
	return each_row(c, s, true, each, context, f);
}

bool reading_events(struct case_file *c, bool (*each)(void *context, const struct case_event *e),
    void *context, struct fault *f)
{
	return each_row(c, select_events(c, ""), false, each, context, f);
}

bool case_find_event(struct case_file *c, const char *id,
    bool (*each)(void *context, const struct case_event *e), void *context, struct fault *f)
{
	uint64_t number = 0;
	struct text t = text_of(id);
	for (size_t i = 0; i < t.n; i++) {
		int digit = ascii_hex(t.s[i]);
		if (t.n != EVENT_ID_TEXT - 1 || digit < 0)
			return true;
		number = number << 4 | (unsigned)digit;
	}
	struct sqlite3_stmt *s = select_events(c, " WHERE e.id = ?");
	db_bind_count(s, 1, number);
	return each_row(c, s, true, each, context, f);
}
