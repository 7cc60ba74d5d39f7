/* Keys of rows. Spec: threats.md 6.1. */
#include <config.h>

#include "case/listing_key.h"

#include "base/address.h"

enum { KEY_TEXT = 64 }; /* bytes of a text that are compared */

#define THREAT(column) ROW_BIT(THREAT_ROW_##column)
#define EVENT(column) ROW_BIT(EVENT_ROW_##column)

/* In the order of enum listing_key. */
static const struct {
	unsigned threat, event;
} columns[] = {
	[LISTING_WORST] = { THREAT(SEVERITY) | THREAT(EVENTS) | THREAT(FIRST) | THREAT(UID),
	    EVENT(HIT) },
	[LISTING_TIME] = { THREAT(FIRST), 0 },
	[LISTING_THREAT] = { THREAT(UID), EVENT(THREAT) },
	[LISTING_SENSOR] = { THREAT(EVENTS), 0 },
	[LISTING_COUNT] = { THREAT(EVENTS), EVENT(COUNT) },
	[LISTING_SEVERITY] = { THREAT(SEVERITY) | THREAT(EVENTS) | THREAT(FIRST) | THREAT(UID),
	    EVENT(HIT) },
	[LISTING_FIRST] = { THREAT(FIRST), 0 },
	[LISTING_LAST] = { THREAT(LAST), 0 },
	[LISTING_SPARKLINE] = { THREAT(BINS) | THREAT(SEVERITY) | THREAT(SRC) | THREAT(SEVERAL) |
		THREAT(EVENTS),
	    0 },
	[LISTING_SRC_IP] = { THREAT(SRC) | THREAT(SEVERAL) | THREAT(EVENTS), EVENT(SRC) },
	[LISTING_SRC_PORT] = { THREAT(SPORT) | THREAT(SEVERAL), EVENT(SPORT) | EVENT(DPORT) },
	[LISTING_DST_IP] = { THREAT(DST) | THREAT(SEVERAL) | THREAT(EVENTS), EVENT(DST) },
	[LISTING_DST_PORT] = { THREAT(DPORT) | THREAT(SEVERAL), EVENT(SPORT) | EVENT(DPORT) },
	[LISTING_PROTO] = { THREAT(PROTO) | THREAT(SEVERAL), EVENT(PROTO) },
	[LISTING_TYPE] = { THREAT(HIT) | THREAT(EVENTS), EVENT(HIT) },
	[LISTING_TRAIL] = { THREAT(TRAIL), EVENT(TRAIL) },
	[LISTING_INFO] = { THREAT(HIT) | THREAT(EVENTS), EVENT(HIT) },
	[LISTING_REFERENCE] = { THREAT(HIT) | THREAT(EVENTS), EVENT(HIT) },
	[LISTING_TAGS] = { THREAT(TAGS) | THREAT(UID), 0 },
};

unsigned listing_threat_columns(enum listing_key key)
{
	return columns[key].threat;
}

unsigned listing_event_columns(enum listing_key key)
{
	return columns[key].event;
}

struct key {
	uint8_t *p;
	size_t n;
};

static void add_byte(struct key *k, unsigned v)
{
	k->p[k->n++] = (uint8_t)v;
}

static void add_number(struct key *k, uint64_t v)
{
	for (unsigned shift = 64; shift; shift -= 8)
		add_byte(k, (unsigned)(v >> (shift - 8) & 0xff));
}

static void add_time(struct key *k, int64_t v)
{
	add_number(k, (uint64_t)v ^ UINT64_C(1) << 63);
}

/* Lower-cased; ended by 0, which in it, as 1 after it, is two bytes that keep their order. */
static void add_text(struct key *k, struct text t)
{
	for (size_t i = 0; i < t.n && i < KEY_TEXT; i++) {
		uint8_t c = (uint8_t)ascii_lower(t.s[i]);
		if (c <= 1)
			add_byte(k, 1);
		add_byte(k, c <= 1 ? c + 1U : c);
	}
	add_byte(k, 0);
}

static void add_address(struct key *k, struct text t)
{
	struct address a;
	if (!address_parse(t, &a)) {
		add_byte(k, t.n ? 0xff : 0);
		add_text(k, t);
		return;
	}
	add_byte(k, a.version);
	for (size_t i = 0; i < (a.version == 4 ? 4U : 16U); i++)
		add_byte(k, a.bytes[i]);
}

static struct text smallest(const struct case_values *values)
{
	return values->count ? values->list[0] : TEXT("");
}

/* What is no number comes first. */
static void add_port(struct key *k, struct text t)
{
	uint64_t port;
	if (text_number(t, UINT64_MAX, &port))
		add_number(k, port);
}

static void add_tag(struct key *k, const struct marks *marks, const struct case_values *stored)
{
	if (marks->tag_count)
		add_text(k, marks->tags[0]);
	else if (stored && stored->count)
		add_text(k, stored->list[0]);
}

static unsigned used_bins(const struct case_threat *t)
{
	unsigned used = 0;
	for (size_t i = 0; i < SPARK_BINS; i++)
		used += t->bins[i] > 0;
	return used;
}

static void add_badness(struct key *k, const struct case_threat *t)
{
	add_byte(k, (unsigned)SEVERITY_HIGH - t->severity);
	add_number(k, ~t->events);
	add_time(k, t->first);
	add_text(k, t->id);
}

static void add_sparkline(struct key *k, const struct case_threat *t)
{
	add_byte(k, used_bins(t));
	add_byte(k, t->severity);
	add_address(k, smallest(&t->src_ip));
}

size_t listing_threat_key(enum listing_key key, const struct case_threat *t,
    const struct marks *marks, uint8_t out[SORTER_KEY])
{
	struct key k = { .p = out };
	/* clang-format off */
	switch (key) {
	case LISTING_SEVERITY: /* the same, backwards */
	case LISTING_WORST: add_badness(&k, t); return k.n;
	case LISTING_TIME:
	case LISTING_FIRST: add_time(&k, t->first); return k.n;
	case LISTING_LAST: add_time(&k, t->last); return k.n;
	case LISTING_THREAT: add_text(&k, t->id); return k.n;
	case LISTING_SRC_PORT: add_port(&k, smallest(&t->src_port)); return k.n;
	case LISTING_DST_PORT: add_port(&k, smallest(&t->dst_port)); return k.n;
	case LISTING_PROTO: add_text(&k, smallest(&t->proto)); return k.n;
	case LISTING_TRAIL: add_text(&k, t->trail); return k.n;
	case LISTING_TAGS: add_tag(&k, marks, &t->tags); return k.n;
	/* Ties of the others go by events. */
	case LISTING_SENSOR:
	case LISTING_COUNT: break;
	case LISTING_SPARKLINE: add_sparkline(&k, t); break;
	case LISTING_SRC_IP: add_address(&k, smallest(&t->src_ip)); break;
	case LISTING_DST_IP: add_address(&k, smallest(&t->dst_ip)); break;
	case LISTING_TYPE: add_text(&k, t->type); break;
	case LISTING_INFO: add_text(&k, t->info); break;
	case LISTING_REFERENCE: add_text(&k, t->reference); break;
	}
	/* clang-format on */
	add_number(&k, t->events);
	return k.n;
}

static void add_event_port(struct key *k, const struct case_event *e, uint16_t port)
{
	if (e->has_ports)
		add_number(k, port);
}

size_t listing_event_key(enum listing_key key, const struct case_event *e,
    const struct marks *marks, uint8_t out[SORTER_KEY])
{
	struct key k = { .p = out };
	/* clang-format off */
	switch (key) {
	case LISTING_WORST: add_byte(&k, (unsigned)SEVERITY_HIGH - e->severity); break;
	case LISTING_SEVERITY: add_byte(&k, e->severity); break;
	case LISTING_THREAT: add_text(&k, e->threat); break;
	case LISTING_COUNT: add_number(&k, e->count); break;
	case LISTING_SRC_IP: add_address(&k, e->src_ip); break;
	case LISTING_DST_IP: add_address(&k, e->dst_ip); break;
	case LISTING_SRC_PORT: add_event_port(&k, e, e->src_port); break;
	case LISTING_DST_PORT: add_event_port(&k, e, e->dst_port); break;
	case LISTING_PROTO: add_text(&k, e->proto); break;
	case LISTING_TYPE: add_text(&k, e->type); break;
	case LISTING_TRAIL: add_text(&k, e->trail); break;
	case LISTING_INFO: add_text(&k, e->info); break;
	case LISTING_REFERENCE: add_text(&k, e->reference); break;
	case LISTING_TAGS: add_tag(&k, marks, NULL); break;
	/* By time, all of them. */
	case LISTING_TIME: case LISTING_FIRST: case LISTING_LAST: case LISTING_SENSOR: case LISTING_SPARKLINE: break;
	}
	/* clang-format on */
	return k.n;
}

size_t listing_text_key(struct text t, bool address, uint8_t out[SORTER_KEY])
{
	struct key k = { .p = out };
	if (address)
		add_address(&k, t);
	else
		add_text(&k, t);
	return k.n;
}

int listing_event_text(enum listing_key key)
{
	/* clang-format off */
	switch (key) {
	case LISTING_SRC_IP: return EVENT_ROW_SRC;
	case LISTING_DST_IP: return EVENT_ROW_DST;
	case LISTING_TRAIL: return EVENT_ROW_TRAIL;
	default: return -1;
	}
	/* clang-format on */
}
