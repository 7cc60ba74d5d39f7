/*
 * Conversations: frames between the same two addresses and ports, without a silence longer than the flow
 * table would wait, and with no new handshake of TCP behind the end of another. A packet inside a
 * tunnel belongs to its own and to the tunnel's, and to each all fragments that it came in.
 */
#include <config.h>

#include "evidence/talks.h"

#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/time.h"
#include "decode/decode.h"
#include "flows/flow.h"

#define SECONDS(id, seconds, help) seconds,
static const int64_t timeouts[] = { FLOW_TIMEOUTS(SECONDS) };
#undef SECONDS

/* Both ends, the lower one first. proto: 0 for what has no ports and is not ICMP. */
struct pair {
	uint8_t ends[2][18]; /* address, port */
	uint8_t version, proto;
};

struct talk {
	int64_t last;
	uint32_t part; /* the conversation at hand; UINT32_MAX: none yet */
	uint8_t proto;
	bool closed; /* of TCP: RST or a FIN was seen */
};

struct seen_frame {
	uint64_t number;
	uint32_t input, part;
};

struct talks {
	const struct wanted *findings;
	struct decoder *decoder;
	struct decode_counts counts; /* nobody asks */
	struct origin at;            /* the frame at hand */
	struct origin *carriers;     /* the frames that the packet at hand came in */
	size_t carrier_count, carrier_room;
	struct intern *pairs;
	struct talk *talks; /* by the numbers of pairs */
	size_t talk_room;
	struct seen_frame *frames;
	size_t frame_count, frame_room;
	bool *parts; /* wanted */
	size_t part_count, part_room;
};

struct talks *talks_new(const struct wanted *findings)
{
	enum { FRAGMENTS = 32 << 20 }; /* bytes that wait, as much as a scan has by itself */
	static const struct hash_key key = { 0x636f6e76, 0x65727361 };
	struct talks *c = xcalloc(1, sizeof(*c));
	c->findings = findings;
	c->decoder = decoder_new(FRAGMENTS, &key);
	c->pairs = intern_new(&key);
	return c;
}

void talks_free(struct talks *c)
{
	if (!c)
		return;
	decoder_free(c->decoder);
	intern_free(c->pairs);
	free(c->carriers);
	free(c->talks);
	free(c->frames);
	free(c->parts);
	free(c);
}

static bool has_ports(uint8_t proto)
{
	return proto == IP_TCP || proto == IP_UDP || proto == IP_SCTP || proto == IP_UDPLITE;
}

static void set_end(uint8_t end[18], const uint8_t *address, uint8_t version, uint16_t port)
{
	memset(end, 0, 18);
	memcpy(end, address, version == 4 ? 4 : 16);
	end[16] = (uint8_t)(port >> 8);
	end[17] = (uint8_t)port;
}

/* Ports are left out where the event has none. */
static struct text pair_of(struct pair *p, const struct tuple *t, bool ports)
{
	uint8_t src[18], dst[18];
	ports = ports && has_ports(t->proto);
	set_end(src, t->src, t->version, ports ? t->sport : 0);
	set_end(dst, t->dst, t->version, ports ? t->dport : 0);
	bool turned = memcmp(src, dst, sizeof(src)) > 0;
	memcpy(p->ends[turned], src, sizeof(src));
	memcpy(p->ends[!turned], dst, sizeof(dst));
	p->version = t->version;
	p->proto =
	    has_ports(t->proto) || t->proto == IP_ICMP || t->proto == IP_ICMPV6 ? t->proto : 0;
	return text_bytes((const uint8_t *)p, sizeof(*p));
}

static uint8_t proto_number(struct text name)
{
	static const struct {
		const char *name;
		uint8_t proto;
	} rows[] = { { "TCP", IP_TCP }, { "UDP", IP_UDP }, { "SCTP", IP_SCTP }, { "ICMP", IP_ICMP },
		{ "ICMPV6", IP_ICMPV6 }, { "UDPLITE", IP_UDPLITE } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (text_is(name, text_of(rows[i].name)))
			return rows[i].proto;
	return 0;
}

void talks_want(struct talks *c, const struct case_event *e)
{
	struct address src, dst;
	struct pair pair;
	bool fresh;
	if (!address_parse(e->src_ip, &src) || !address_parse(e->dst_ip, &dst) ||
	    src.version != dst.version)
		return;
	struct tuple t = { .sport = e->src_port,
		.dport = e->dst_port,
		.proto = proto_number(e->proto),
		.version = src.version };
	memcpy(t.src, src.bytes, sizeof(t.src));
	memcpy(t.dst, dst.bytes, sizeof(t.dst));
	uint32_t n = intern_add(c->pairs, pair_of(&pair, &t, e->has_ports), &fresh);
	if (!fresh)
		return;
	c->talks = grow(c->talks, n, &c->talk_room, sizeof(*c->talks));
	c->talks[n] = (struct talk) { TIME_NONE, UINT32_MAX, t.proto, false };
}

/* How long it may be silent. */
static int64_t patience(const struct talk *t)
{
	switch (t->proto) {
	case IP_TCP:
		return timeouts[FLOW_TCP_OPEN];
	case IP_UDP:
	case IP_UDPLITE:
		return timeouts[FLOW_UDP];
	case IP_ICMP:
	case IP_ICMPV6:
		return timeouts[FLOW_ICMP];
	default:
		return timeouts[FLOW_OTHER];
	}
}

static bool goes_on(const struct talk *t, const struct packet *p, int64_t time)
{
	bool opens = t->proto == IP_TCP && (p->tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
	if (t->part == UINT32_MAX || (t->closed && opens))
		return false;
	return time == TIME_NONE || t->last == TIME_NONE ||
	    time - t->last <= patience(t) * NS_PER_SECOND;
}

static void see_carrier(struct talks *c, const struct origin *frame, uint32_t part)
{
	c->parts[part] |= wanted_is_finding(c->findings, frame->input, frame->number);
	c->frames = grow(c->frames, c->frame_count, &c->frame_room, sizeof(*c->frames));
	c->frames[c->frame_count++] = (struct seen_frame) { frame->number, frame->input, part };
}

static void see_packet(struct talks *c, const struct packet *p, struct talk *t)
{
	if (!goes_on(t, p, c->at.clock)) {
		c->parts = grow(c->parts, c->part_count, &c->part_room, sizeof(*c->parts));
		c->parts[c->part_count] = false;
		t->part = (uint32_t)c->part_count++;
		t->closed = false;
	}
	t->closed |= t->proto == IP_TCP && p->tcp_flags & (TCP_FIN | TCP_RST);
	t->last = c->at.clock;
	for (size_t i = 0; i < c->carrier_count; i++)
		see_carrier(c, &c->carriers[i], t->part);
}

static void add_carrier(struct talks *c, const struct origin *frame)
{
	c->carriers = grow(c->carriers, c->carrier_count, &c->carrier_room, sizeof(*c->carriers));
	c->carriers[c->carrier_count++] = *frame;
}

/* What is inside a tunnel came in the frames of the tunnel, but the beginning of a datagram whose rest
 * did not come only in its own. */
static void find_carriers(struct talks *c, const struct packet *p)
{
	size_t n;
	const struct origin *pieces = decode_pieces(p, &n);
	bool beginning = p->fragment && p->began;
	if (p->depth == 0 || beginning)
		c->carrier_count = 0;
	if (p->depth == 0 && !beginning)
		add_carrier(c, &c->at);
	for (size_t i = 0; i < n; i++)
		add_carrier(c, &pieces[i]);
}

static void see_packets(struct talks *c, const struct packet *packets, size_t n)
{
	for (const struct packet *p = packets; p < packets + n; p++) {
		find_carriers(c, p);
		for (int ports = 0; ports < 2; ports++) {
			struct pair pair;
			uint32_t k = intern_find(c->pairs, pair_of(&pair, &p->tuple, ports == 1));
			if (k != UINT32_MAX && (ports == 0 || has_ports(p->tuple.proto)))
				see_packet(c, p, &c->talks[k]);
		}
	}
	decoder_release(c->decoder);
}

void talks_see(struct talks *c, const struct evidence *e, const struct wanted_cursor *at)
{
	struct packet packets[FRAME_PACKETS];
	struct frame frame = at->frame;
	frame.seq = c->at.seq + 1;
	frame.number = at->number;
	frame.clock = at->clock;
	frame.input = (uint32_t)(at->input - e->inputs);
	c->at = (struct origin) { frame.seq, frame.number, frame.time, frame.clock, frame.input };
	see_packets(c, packets, decode_frame(c->decoder, &frame, packets, &c->counts));
}

void talks_end(struct talks *c)
{
	struct packet packets[FRAME_PACKETS];
	size_t n;
	decoder_end(c->decoder);
	while ((n = decoder_rest(c->decoder, packets, &c->counts)) > 0)
		see_packets(c, packets, n);
}

void talks_add(const struct talks *c, struct wanted *w)
{
	for (size_t i = 0; i < c->frame_count; i++)
		if (c->parts[c->frames[i].part])
			wanted_add(w,
			    &(struct wanted_frame) { .number = c->frames[i].number,
				.input = c->frames[i].input,
				.label = WANTED_BESIDE });
}
