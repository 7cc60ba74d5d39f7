/* Rows of frames, and what they decode to. */
#include <config.h>

#include "decode-rows.h"

#include <string.h>

#include "check.h"
#include "hex.h"

static struct frame frame_of(const struct row *row, const void *data, size_t captured, size_t wire)
{
	return (struct frame) { .data = edge_copy(data, captured),
		.captured = (uint32_t)captured,
		.original = (uint32_t)wire,
		.link = row->link };
}

static uint64_t sum(const uint64_t *counts, size_t n)
{
	uint64_t all = 0;
	for (size_t i = 0; i < n; i++)
		all += counts[i];
	return all;
}

/* Field by field: padding is nobody's. */
static bool same_packet(const struct packet *a, const struct packet *b)
{
	return memcmp(&a->tuple, &b->tuple, sizeof(a->tuple)) == 0 &&
	    a->has_ports == b->has_ports && a->fragment == b->fragment &&
	    a->tcp_flags == b->tcp_flags && a->depth == b->depth && a->tcp_seq == b->tcp_seq &&
	    a->tcp_ack == b->tcp_ack && a->payload == b->payload &&
	    a->payload_size == b->payload_size && a->payload_cut == b->payload_cut &&
	    a->index == b->index && a->tunnel == b->tunnel && a->began == b->began;
}

/* Decodes over two different fillings: what is not written shows. */
static bool decode_twice(const struct frame *frame, struct packet out[FRAME_PACKETS],
    struct decode_counts *counts, size_t *given)
{
	struct decode_counts again = { .cut = 0 };
	struct packet other[FRAME_PACKETS];
	memset(out, 0xa5, sizeof(other));
	memset(other, 0x5a, sizeof(other));
	*counts = again;
	*given = decode_frame(NULL, frame, out, counts);
	bool same = decode_frame(NULL, frame, other, &again) == *given;
	for (size_t i = 0; same && i < *given; i++)
		same = same_packet(&out[i], &other[i]);
	return same && memcmp(counts, &again, sizeof(again)) == 0;
}

static bool has_addresses(const struct packet *p)
{
	static const uint8_t src4[16] = { 192, 0, 2, 1 }, dst4[16] = { 198, 51, 100, 2 };
	static const uint8_t src6[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 1 };
	static const uint8_t dst6[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 2 };
	bool four = p->tuple.version == 4;
	return memcmp(p->tuple.src, four ? src4 : src6, 16) == 0 &&
	    memcmp(p->tuple.dst, four ? dst4 : dst6, 16) == 0;
}

static void check_packet(const struct row *row, const struct packet *p)
{
	uint8_t wanted[64];
	size_t n = hex_bytes(row->payload, wanted, sizeof(wanted));
	IS_NUMBER(p->tuple.version, row->version, "%s: version", row->name);
	IS_NUMBER(p->tuple.proto, row->proto, "%s: protocol", row->name);
	OK(has_addresses(p), "%s: addresses", row->name);
	IS_NUMBER(p->tuple.sport, row->sport, "%s: source port", row->name);
	IS_NUMBER(p->tuple.dport, row->dport, "%s: destination port", row->name);
	OK(p->has_ports == !row->no_ports, "%s: has ports or not", row->name);
	IS_NUMBER(p->tcp_flags, row->flags, "%s: flags", row->name);
	IS_NUMBER(p->tcp_seq, row->proto == IP_TCP ? 0x01020304 : 0, "%s: sequence", row->name);
	IS_NUMBER(
	    p->tcp_ack, row->proto == IP_TCP ? 0x05060708 : 0, "%s: acknowledgment", row->name);
	OK(p->fragment == row->fragment, "%s: fragment or not", row->name);
	IS_TEXT(text_of(tunnel_name(p->tunnel)), text_of(row->tunnel ? row->tunnel : ""),
	    "%s: tunnel", row->name);
	IS_NUMBER(p->depth, row->depth, "%s: depth", row->name);
	IS_TEXT(text_bytes(p->payload, p->payload_size), text_bytes(wanted, n), "%s: payload",
	    row->name);
	IS_NUMBER(p->payload_cut, row->payload_cut, "%s: missing payload", row->name);
}

/* What holds for every frame. */
static bool is_sound(const struct frame *f, size_t given, const struct packet *list,
    const struct decode_counts *counts)
{
	const uint8_t *end = f->data + f->captured;
	bool sound = sum(counts->fates, FATE_COUNT) == 1 &&
	    counts->fates[FATE_EXAMINED] == (given > 0) &&
	    counts->cut == (f->captured < f->original) && given <= FRAME_PACKETS;
	for (size_t i = 0; i < given; i++) {
		const struct packet *p = &list[i];
		sound &= p->payload >= f->data && p->payload <= end &&
		    p->payload_size <= (size_t)(end - p->payload) &&
		    (size_t)p->payload_size + p->payload_cut <= f->original && p->index == i &&
		    (p->depth == 0) == (p->tunnel == TUNNEL_NONE);
	}
	return sound;
}

/* A cut takes bytes away and nothing else. */
static bool is_part_of(const struct packet *part, const struct packet *whole)
{
	return memcmp(&part->tuple, &whole->tuple, sizeof(part->tuple)) == 0 &&
	    part->tcp_flags == whole->tcp_flags && part->fragment == whole->fragment &&
	    part->payload_size <= whole->payload_size &&
	    part->payload_size + part->payload_cut == whole->payload_size + whole->payload_cut;
}

/* A frame that the capture cut has the same packets as far as it goes. */
static bool are_parts_of(
    const struct packet *parts, size_t count, const struct packet *whole, size_t given)
{
	bool good = true;
	for (size_t i = 0; i < count && i < given; i++)
		good &= is_part_of(&parts[i], &whole[i]);
	return good;
}

static void every_cut(const struct row *row, const uint8_t *data, size_t n)
{
	struct decode_counts counts;
	struct packet whole[FRAME_PACKETS], p[FRAME_PACKETS];
	size_t given, count;
	struct frame f = frame_of(row, data, n, n + row->cut);
	bool sound = decode_twice(&f, whole, &counts, &given), part = true;
	for (size_t k = 0; k < n; k++) {
		f = frame_of(row, data, k, k);
		sound &= decode_twice(&f, p, &counts, &count);
		sound &= is_sound(&f, count, p, &counts);
		f = frame_of(row, data, k, n + row->cut);
		sound &= decode_twice(&f, p, &counts, &count);
		sound &= is_sound(&f, count, p, &counts);
		if (!row->unsure)
			part &= are_parts_of(p, count, whole, given);
	}
	OK(sound, "%s: sound at every cut", row->name);
	OK(part, "%s: a cut changes the payload's length alone", row->name);
}

void run_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		struct decode_counts counts;
		struct packet p[FRAME_PACKETS];
		uint8_t data[512];
		size_t n = hex_bytes(row->hex, data, sizeof(data)), given;
		struct frame f = frame_of(row, data, n, n + row->cut);
		OK(decode_twice(&f, p, &counts, &given), "%s: every field is set", row->name);
		OK(counts.fates[row->fate] == 1, "%s: %s", row->name, fate_name(row->fate));
		OK(is_sound(&f, given, p, &counts), "%s: sound", row->name);
		IS_NUMBER(sum(counts.anomalies, ANOMALY_COUNT), row->anomaly != NONE,
		    "%s: count of anomalies", row->name);
		if (row->anomaly != NONE)
			IS_NUMBER(counts.anomalies[row->anomaly], 1, "%s: %s", row->name,
			    anomaly_name(row->anomaly));
		if (row->fate == FATE_EXAMINED && given > 0)
			check_packet(row, &p[given - 1]);
		every_cut(row, data, n);
	}
}
