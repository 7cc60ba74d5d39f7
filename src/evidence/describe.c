/* What a frame says, layer by layer, and which of its bytes carry a finding. */
#include <config.h>

#include "evidence/tell.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"

enum { LINE_MOST = 2048 };

static const char *const flag_names[] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR" };

void tell_layer(struct telling *t, size_t at, size_t bytes)
{
	size_t most = t->frame->captured;
	if (at > most)
		at = most;
	if (bytes > most - at)
		bytes = most - at;
	if (t->layer_count < TOLD_LAYERS)
		t->layers[t->layer_count++] =
		    (struct evidence_layer) { arena_text(t->arena, buf_text(&t->line)),
			    (uint32_t)at, (uint32_t)bytes };
	buf_clear(&t->line);
}

static bool has_header(const struct telling *t, size_t at, const struct tuple *tuple)
{
	size_t address = tuple->version == 4 ? 4 : 16, src = tuple->version == 4 ? 12 : 8;
	const uint8_t *p = t->frame->bytes + at;
	return p[0] >> 4 == tuple->version && memcmp(p + src, tuple->src, address) == 0 &&
	    memcmp(p + src + address, tuple->dst, address) == 0;
}

/* Where the header of a decoded packet stands: its addresses tell. SIZE_MAX: not found. */
static size_t find_ip(const struct telling *t, const struct packet *p, size_t from)
{
	size_t header = p->tuple.version == 4 ? 20 : 40, end = offset_of(t, p->payload);
	for (size_t at = from; at + header <= end; at++)
		if (has_header(t, at, &p->tuple))
			return at;
	return SIZE_MAX;
}

/* Where the header of the transport stands: between that of IP and the payload. */
static size_t find_transport(const struct telling *t, const struct packet *p, size_t from)
{
	size_t end = offset_of(t, p->payload);
	size_t fixed = p->tuple.proto == IP_UDP || p->tuple.proto == IP_UDPLITE ||
		p->tuple.proto == IP_ICMP || p->tuple.proto == IP_ICMPV6
	    ? 8
	    : p->tuple.proto == IP_SCTP ? 12
					: 0;
	if (p->tuple.proto != IP_TCP)
		return end - from > fixed ? end - fixed : from;
	for (size_t at = from; at + 8 <= end; at++) {
		const uint8_t *b = t->frame->bytes + at;
		if (load_be16(b) == p->tuple.sport && load_be16(b + 2) == p->tuple.dport &&
		    load_be32(b + 4) == p->tcp_seq)
			return at;
	}
	return from;
}

static void tell_flags(struct buf *line, uint8_t flags)
{
	for (size_t i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++)
		if (flags >> i & 1)
			buf_format(line, " %s", flag_names[i]);
	if (flags == 0)
		buf_add(line, TEXT(" no flags"));
}

static void tell_tcp(struct telling *t, const struct packet *p, size_t at)
{
	const uint8_t *b = t->frame->bytes + at;
	size_t here = t->frame->captured - at;
	buf_format(&t->line, "TCP %u > %u,", p->tuple.sport, p->tuple.dport);
	tell_flags(&t->line, p->tcp_flags);
	buf_format(&t->line, ", seq %u", p->tcp_seq);
	if (p->tcp_flags & TCP_ACK)
		buf_format(&t->line, ", ack %u", p->tcp_ack);
	if (here >= 16)
		buf_format(&t->line, ", window %u", load_be16(b + 14));
}

static void tell_icmp(struct telling *t, const struct packet *p)
{
	static const struct {
		uint8_t proto, type;
		const char *name;
	} rows[] = {
		{ IP_ICMP, 0, "echo reply" },
		{ IP_ICMP, 3, "destination unreachable" },
		{ IP_ICMP, 5, "redirect" },
		{ IP_ICMP, 8, "echo request" },
		{ IP_ICMP, 11, "time exceeded" },
		{ IP_ICMPV6, 1, "destination unreachable" },
		{ IP_ICMPV6, 2, "packet too big" },
		{ IP_ICMPV6, 3, "time exceeded" },
		{ IP_ICMPV6, 128, "echo request" },
		{ IP_ICMPV6, 129, "echo reply" },
		{ IP_ICMPV6, 133, "router solicitation" },
		{ IP_ICMPV6, 134, "router advertisement" },
		{ IP_ICMPV6, 135, "neighbor solicitation" },
		{ IP_ICMPV6, 136, "neighbor advertisement" },
	};
	buf_format(&t->line, "%s type %u, code %u", p->tuple.proto == IP_ICMP ? "ICMP" : "ICMPv6",
	    p->tuple.sport, p->tuple.dport);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].proto == p->tuple.proto && rows[i].type == p->tuple.sport)
			buf_format(&t->line, " (%s)", rows[i].name);
}

static void tell_transport(struct telling *t, const struct packet *p, size_t at)
{
	size_t end = offset_of(t, p->payload);
	switch (p->tuple.proto) {
	case IP_TCP:
		tell_tcp(t, p, at);
		break;
	case IP_UDP:
		buf_format(&t->line, "UDP %u > %u", p->tuple.sport, p->tuple.dport);
		break;
	case IP_UDPLITE:
		buf_format(&t->line, "UDP-Lite %u > %u", p->tuple.sport, p->tuple.dport);
		break;
	case IP_SCTP:
		buf_format(&t->line, "SCTP %u > %u", p->tuple.sport, p->tuple.dport);
		break;
	case IP_ICMP:
	case IP_ICMPV6:
		tell_icmp(t, p);
		break;
	default:
		return;
	}
	buf_format(&t->line, ", %llu bytes of payload",
	    (unsigned long long)p->payload_size + p->payload_cut);
	if (p->payload_cut)
		buf_format(&t->line, " (%u captured)", p->payload_size);
	tell_layer(t, at, end - at);
}

/* One packet, from where the one around it ended; where its payload begins. */
static size_t tell_packet(struct telling *t, size_t i, size_t from)
{
	const struct packet *p = &t->packets[i];
	size_t at = find_ip(t, p, from), end = offset_of(t, p->payload);
	t->ip[i] = t->transport[i] = UINT32_MAX;
	if (at == SIZE_MAX)
		return from;
	if (p->depth > 0 && at > from) {
		buf_format(&t->line, "tunnel: %s", tunnel_name((enum tunnel)p->tunnel));
		tell_layer(t, from, at - from);
	}
	t->ip[i] = (uint32_t)at;
	size_t behind = tell_ip(t, at);
	if (behind > end)
		behind = end;
	size_t transport = find_transport(t, p, behind);
	if (transport > behind) {
		buf_add(&t->line, TEXT("further headers of IP"));
		tell_layer(t, behind, transport - behind);
	}
	t->transport[i] = (uint32_t)transport;
	tell_transport(t, p, transport);
	return end;
}

static void tell_payload(struct telling *t, const struct packet *p)
{
	struct text payload = text_bytes(p->payload, p->payload_size);
	size_t told = payload.n ? tell_content(&t->line, payload, p) : 0,
	       at = offset_of(t, p->payload);
	if (told)
		tell_layer(t, at, told);
}

/* Frames of which decoding makes no packet. */
static void tell_rest(struct telling *t, uint16_t type, size_t at)
{
	size_t left = t->frame->captured - at;
	if (type == 0x0806) {
		tell_arp(t, at);
	} else if ((type == 0x0800 || type == 0x86dd) && left > 0) {
		at = tell_ip(t, at);
		left = t->frame->captured - at;
	}
	if (type == 0x0806 || left == 0)
		return;
	buf_format(&t->line, "%zu bytes that are not decoded", left);
	tell_layer(t, at, left);
}

static void tell_cut(struct telling *t)
{
	const struct evidence_frame *f = t->frame;
	if (f->length <= f->captured)
		return;
	buf_format(&t->line, "the capture has %u of its %u bytes", f->captured, f->length);
	tell_layer(t, 0, f->captured);
}

static void tell_all(struct telling *t)
{
	struct decode_counts counts = { 0 };
	const struct evidence_frame *f = t->frame;
	const struct frame frame = { .data = f->bytes,
		.captured = f->captured,
		.original = f->length > f->captured ? f->length : f->captured,
		.time = f->time,
		.number = f->number,
		.link = f->link };
	t->packet_count = f->captured ? decode_frame(NULL, &frame, t->packets, &counts) : 0;
	size_t ip = t->packet_count ? find_ip(t, &t->packets[0], 0) : SIZE_MAX, end;
	tell_cut(t);
	uint16_t type = tell_link(t, ip, &end);
	if (t->packet_count == 0) {
		tell_rest(t, type, end);
		return;
	}
	for (size_t i = 0; i < t->packet_count; i++)
		end = tell_packet(t, i, end);
	tell_payload(t, &t->packets[t->packet_count - 1]);
}

static int by_place(const void *x, const void *y)
{
	const struct evidence_mark *a = x, *b = y;
	return a->at != b->at ? (a->at > b->at) - (a->at < b->at)
			      : (a->bytes > b->bytes) - (a->bytes < b->bytes);
}

/* By place, those that touch joined. */
static void settle_marks(struct telling *t)
{
	size_t kept = 0;
	if (t->mark_count > 1)
		qsort(t->marks, t->mark_count, sizeof(t->marks[0]), by_place);
	for (size_t i = 0; i < t->mark_count; i++) {
		struct evidence_mark m = t->marks[i], *last = kept ? &t->marks[kept - 1] : NULL;
		if (!last || m.at > last->at + last->bytes)
			t->marks[kept++] = m;
		else if (m.at + m.bytes > last->at + last->bytes)
			last->bytes = m.at + m.bytes - last->at;
	}
	t->mark_count = kept;
}

static void *copy(struct arena *arena, const void *p, size_t count, size_t size)
{
	void *to = arena_take(arena, count ? count * size : 1);
	if (count)
		memcpy(to, p, count * size);
	return to;
}

void evidence_describe(const struct evidence_frame *frame, const struct case_event *event,
    struct arena *arena, struct evidence_view *out)
{
	struct telling *t = xcalloc(1, sizeof(*t));
	t->frame = frame;
	t->arena = arena;
	buf_init(&t->line, LINE_MOST);
	tell_all(t);
	if (event)
		tell_marks(t, event);
	settle_marks(t);
	*out = (struct evidence_view) {
		.layers = copy(arena, t->layers, t->layer_count, sizeof(t->layers[0])),
		.layer_count = t->layer_count,
		.marks = copy(arena, t->marks, t->mark_count, sizeof(t->marks[0])),
		.mark_count = t->mark_count,
	};
	buf_free(&t->line);
	free(t);
}
