/*
 * Units of decode/: fragments. One UDP datagram of 48 bytes, from 192.0.2.1:49152 or [2001:db8::1] to
 * port 53, in pieces: "16+8" are 8 bytes from 16 on, with "." they are the last ones, with "!" they
 * are all 'X' instead, "~4" says that the capture cut 4 of them off, "@31" that the next piece comes
 * so many seconds later.
 */
#include <config.h>

#include "base/time.h"
#include "check.h"
#include "decode/decode.h"

enum { DATAGRAM = 48, IP4_HEADER = 20, IP6_HEADER = 48 };

static const char data[] = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";
#define UDP_HEADER "\xc0\x00\x00\x35\x00\x30\x00\x00"
#define X8 "XXXXXXXX"

struct row {
	const char *name, *pieces;
	unsigned step; /* the piece with which a packet comes, from 1; 0: none does */
	const char *payload;
	uint32_t cut;                     /* of the payload */
	bool fragment;                    /* it is the beginning alone */
	uint64_t began;                   /* number of the frame */
	uint64_t overlaps, ends, waiting; /* frames that wait at last */
};

static const struct row rows[] = {
	{ "in order", "0+24 24+16 40+8.", 3, data, .began = 1 },
	{ "backwards", "40+8. 24+16 0+24", 3, data, .began = 1 },
	{ "8 bytes each", "0+8 8+8 16+8 24+8 32+8 40+8.", 6, data, .began = 1 },
	{ "the last is odd", "0+40 40+5.", 2, "abcdefghijklmnopqrstuvwxyz0123456789A", .began = 1 },
	{ "one twice", "0+24 0+24 24+24.", 3, data, .began = 1 },
	{ "an overlap: the first byte wins", "0+24 16+16! 32+16.", 3,
	    "abcdefghijklmnop" X8 "yz0123456789ABCD", .began = 1, .overlaps = 1 },
	{ "an overlap: the first byte wins, whatever its place", "16+16! 0+24 32+16.", 3,
	    "abcdefgh" X8 X8 "yz0123456789ABCD", .began = 1, .overlaps = 1 },
	{ "the same place, other bytes", "0+24 0+24! 24+24.", 3, data, .began = 1, .overlaps = 1 },
	{ "the same bytes in part", "0+24 16+16 32+16.", 3, data, .began = 1, .overlaps = 1 },
	{ "two ends, the shorter later", "0+8 24+24. 24+16. 8+16", 4, data, .began = 1, .ends = 1 },
	{ "two ends, the shorter first", "24+16. 40+8. 0+24", 3, "abcdefghijklmnopqrstuvwxyz012345",
	    .began = 1, .ends = 1 },
	{ "an end before what was there", "0+24 40+8 24+8. 24+16 48+8.", 5, data, .began = 1,
	    .overlaps = 1, .ends = 1 },
	{ "beyond the end", "24+24. 48+8 0+24", 3, data, .began = 1, .ends = 1 },
	{ "a gap", "0+24 32+16.", .waiting = 2 },
	{ "no end", "0+24 24+24", .waiting = 2 },
	{ "no beginning", "8+16 24+24.", .waiting = 2 },
	{ "one that the capture cut", "0+24~8 24+24.", 2, "abcdefgh", .cut = 32, .began = 1 },
	{ "a later one that the capture cut", "0+24 24+24.~20", 2, "abcdefghijklmnopqrst",
	    .cut = 20, .began = 1 },
	{ "in time", "0+24 @29 24+24.", 2, data, .began = 1 },
	{ "too late: the beginning is given", "0+24 @61 24+24.", 2, "abcdefghijklmnop",
	    .fragment = true, .began = 1, .waiting = 2 },
	{ "too late, nothing to give", "24+24. @61 0+24", .waiting = 2 },
};

struct piece {
	size_t offset, size, cut;
	bool last, other;
	int64_t after;
};

static size_t number(const char **text)
{
	size_t n = 0;
	for (; **text >= '0' && **text <= '9'; ++*text)
		n = n * 10 + (size_t)(**text - '0');
	return n;
}

/* The next piece of a text, or false. */
static bool piece_next(const char **text, struct piece *p)
{
	*p = (struct piece) { .after = 0 };
	while (**text == ' ' || **text == '@')
		if (*(*text)++ == '@')
			p->after = (int64_t)number(text);
	if (!**text)
		return false;
	p->offset = number(text);
	++*text;
	p->size = number(text);
	while (**text && **text != ' ') {
		char mark = *(*text)++;
		p->last |= mark == '.';
		p->other |= mark == '!';
		p->cut = mark == '~' ? number(text) : p->cut;
	}
	return true;
}

static void put16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

/* IP headers of a piece; returns their size. */
static size_t put_headers(uint8_t *out, int version, const struct piece *p, uint8_t id)
{
	static const uint8_t ip4[IP4_HEADER] = { 0x45, [8] = 64, 17, 0, 0, 192, 0, 2, 1, 198, 51,
		100, 2 };
	static const uint8_t ip6[IP6_HEADER] = { 0x60, [6] = 44, 64, 0x20, 1, 0x0d, 0xb8, [23] = 1,
		0x20, 1, 0x0d, 0xb8, [39] = 2, 17 };
	if (version == 4) {
		memcpy(out, ip4, sizeof(ip4));
		put16(out + 2, IP4_HEADER + p->size);
		out[5] = id;
		put16(out + 6, p->offset / 8 | (p->last ? 0 : 0x2000));
		return IP4_HEADER;
	}
	memcpy(out, ip6, sizeof(ip6));
	put16(out + 4, 8 + p->size);
	put16(out + 42, p->offset | !p->last);
	out[47] = id;
	return IP6_HEADER;
}

/* Decodes a piece of the datagram as the next frame. */
static size_t feed(struct decoder *d, struct frame *f, int version, const struct piece *p,
    uint8_t id, struct packet *out, struct decode_counts *counts)
{
	uint8_t bytes[256];
	char whole[DATAGRAM + 64] = { 0 };
	memcpy(whole, UDP_HEADER, 8);
	memcpy(whole + 8, data, sizeof(data));
	size_t n = put_headers(bytes, version, p, id);
	memcpy(bytes + n, whole + p->offset, p->size);
	if (p->other)
		memset(bytes + n, 'X', p->size);
	f->original = (uint32_t)(n + p->size);
	f->captured = (uint32_t)(n + p->size - p->cut);
	f->data = edge_copy(bytes, f->captured);
	f->link = 101;
	f->clock += p->after * NS_PER_SECOND;
	f->number++;
	f->seq = f->number + 1000;
	return decode_frame(d, f, out, counts);
}

static struct decoder *new_decoder(uint64_t memory)
{
	return decoder_new(memory, &(struct hash_key) { 1, 2 });
}

static void check_packet(const struct row *row, int version, const struct packet *p)
{
	IS_NUMBER(p->tuple.version, version, "%s: version", row->name);
	IS_NUMBER(p->tuple.proto, 17, "%s: protocol", row->name);
	IS_NUMBER(p->tuple.sport, 0xc000, "%s: source port", row->name);
	IS_NUMBER(p->tuple.dport, 53, "%s: destination port", row->name);
	IS_TEXT(text_bytes(p->payload, p->payload_size), text_of(row->payload), "%s: payload",
	    row->name);
	IS_NUMBER(p->payload_cut, row->cut, "%s: missing payload", row->name);
	OK(p->fragment == row->fragment, "%s: whole or not", row->name);
	OK(p->began && p->began->number == row->began, "%s: where it began", row->name);
}

/* The frames that waited for a packet, in their order: all before, of one that was given up in time. */
static void check_pieces(const struct row *row, const struct packet *p)
{
	size_t n, good = 0;
	const struct origin *pieces = decode_pieces(p, &n);
	for (size_t i = 0; i < n; i++)
		good += pieces[i].number == i + 1 && pieces[i].seq == i + 1001;
	IS_NUMBER(n, row->fragment ? 1 : row->step - 1, "%s: pieces", row->name);
	IS_NUMBER(good, n, "%s: which they are", row->name);
}

/* Marks the frames that wait no longer; false where one did not wait. */
static bool take_done(struct decoder *d, bool waits[64])
{
	uint64_t seq;
	bool good = true;
	while (decoder_done(d, &seq)) {
		bool known = seq > 1000 && seq < 1064;
		good = good && known && waits[seq - 1000];
		if (known)
			waits[seq - 1000] = false;
	}
	return good;
}

static void run_row(const struct row *row, int version)
{
	bool waits[64] = { false }, told = true;
	struct decoder *d = new_decoder(1 << 20);
	struct decode_counts counts = { .cut = 0 };
	struct frame frame = { .number = 0 };
	struct packet out[FRAME_PACKETS];
	struct piece p;
	uint64_t moved = 0, n;
	uint32_t input;
	unsigned step = 0;
	for (const char *at = row->pieces; piece_next(&at, &p);) {
		uint64_t waiting = counts.fates[FATE_FRAGMENT];
		size_t count = feed(d, &frame, version, &p, 7, out, &counts);
		step++;
		waits[step] = counts.fates[FATE_FRAGMENT] > waiting;
		told = told && (decoder_waits(d) == frame.seq) == waits[step];
		IS_NUMBER(count, step == row->step, "IPv%d, %s: packets of piece %u", version,
		    row->name, step);
		if (count) {
			check_packet(row, version, out);
			check_pieces(row, out);
		}
		told = told && take_done(d, waits);
		decoder_release(d);
	}
	while (decoder_joined(d, &input, &n))
		moved += n;
	IS_NUMBER(counts.fates[FATE_FRAGMENT] - moved, row->waiting, "%s: waiting", row->name);
	decoder_end(d);
	while (decoder_rest(d, out, &counts) > 0)
		;
	told = told && take_done(d, waits);
	OK(told && !memchr(waits, true, sizeof(waits)), "%s: each frame waits, then no longer",
	    row->name);
	IS_NUMBER(
	    counts.anomalies[ANOMALY_FRAGMENT_OVERLAP], row->overlaps, "%s: overlaps", row->name);
	IS_NUMBER(counts.anomalies[ANOMALY_FRAGMENT_END], row->ends, "%s: ends", row->name);
	decoder_free(d);
}

/* IPv4 waits 30 seconds, IPv6 60. */
static void time_outs(void)
{
	static const struct {
		int version;
		int64_t seconds;
		bool joined;
	} waits[] = { { 4, 30, true }, { 4, 31, false }, { 6, 60, true }, { 6, 61, false } };
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		struct decoder *d = new_decoder(1 << 20);
		struct decode_counts counts = { .cut = 0 };
		struct frame frame = { .number = 0 };
		struct packet out[FRAME_PACKETS];
		feed(d, &frame, waits[i].version, &(struct piece) { 0, 24, .last = false }, 7, out,
		    &counts);
		size_t n = feed(d, &frame, waits[i].version,
		    &(struct piece) { 24, 24, .last = true, .after = waits[i].seconds }, 7, out,
		    &counts);
		OK(n == 1 && out[0].fragment != waits[i].joined, "IPv%d after %d seconds",
		    waits[i].version, (int)waits[i].seconds);
		decoder_free(d);
	}
}

/* Datagrams with other identifications are others; where there are too many, the oldest goes. */
static void bounds(void)
{
	struct decoder *d = new_decoder(12000); /* 3 datagrams, by what the code says of itself */
	struct decode_counts counts = { .cut = 0 };
	struct frame frame = { .number = 0 };
	struct packet out[FRAME_PACKETS];
	size_t given = 0, evicted = 0;
	uint64_t cap = decoder_cap(d);
	for (uint8_t id = 0; id < 100; id++) {
		given +=
		    feed(d, &frame, 4, &(struct piece) { 0, 24, .last = false }, id, out, &counts);
		evicted = decoder_evicted(d);
	}
	OK(cap > 0 && cap < 10, "a cap of datagrams");
	OK(evicted >= 100 - cap && evicted < 100, "evicted: %d", (int)evicted);
	IS_NUMBER(given, evicted, "the beginning of each evicted one is given");
	IS_NUMBER(counts.fates[FATE_FRAGMENT], 100, "frames that wait");
	size_t n = feed(d, &frame, 4, &(struct piece) { 24, 24, .last = true }, 99, out, &counts);
	OK(n == 1 && !out[0].fragment && out[0].began->number == 100, "the youngest is joined");
	n = feed(d, &frame, 4, &(struct piece) { 24, 24, .last = true }, 0, out, &counts);
	OK(n == 0, "the oldest is not");
	decoder_end(d);
	size_t rest = 0;
	while ((n = decoder_rest(d, out, &counts)) > 0) {
		rest += n;
		OK(out[0].fragment && out[0].tuple.dport == 53, "a beginning at the end");
	}
	IS_NUMBER(rest, 100 - evicted - 1, "beginnings at the end");
	decoder_free(d);
}

/* Who sends the same fragment again and again does not fill the memory. */
static void repeated(void)
{
	struct decoder *d = new_decoder(1 << 20);
	struct decode_counts counts = { .cut = 0 };
	struct frame frame = { .number = 0 };
	struct packet out[FRAME_PACKETS];
	uint64_t seq, done = 0;
	size_t given = 0, n = 0;
	for (int i = 0; i < 40000; i++) {
		given +=
		    feed(d, &frame, 4, &(struct piece) { 0, 24, .last = false }, 7, out, &counts);
		while (decoder_done(d, &seq))
			done++;
		decoder_release(d);
	}
	OK(given == 2 && decoder_evicted(d) == 2, "given up where a datagram's worth came twice");
	decode_pieces(out, &n);
	feed(d, &frame, 4, &(struct piece) { 24, 24, .last = true }, 7, out, &counts);
	decode_pieces(out, &n);
	IS_NUMBER(n + done, 40000, "all frames are told");
	decoder_free(d);
}

/* The frames of a datagram may be of several inputs; each has its own counts. */
static void inputs(void)
{
	struct decoder *d = new_decoder(1 << 20);
	struct decode_counts counts = { .cut = 0 };
	struct frame frame = { .number = 0 };
	struct packet out[FRAME_PACKETS];
	uint64_t of[3] = { 0 }, n;
	uint32_t input;
	for (uint32_t i = 0; i < 6; i++) {
		frame.input = i % 3;
		feed(d, &frame, 6, &(struct piece) { (size_t)i * 8, 8, .last = i == 5 }, 7, out,
		    &counts);
	}
	while (decoder_joined(d, &input, &n))
		of[input] += n;
	OK(of[0] == 2 && of[1] == 2 && of[2] == 1, "frames joined of each input");
	OK(out[0].began && out[0].began->input == 0 && out[0].began->number == 1,
	    "the first one's");
	decoder_free(d);
}

/* IPv6: what fragments join to begins with a fragment header again, or would when it was given up. */
static void nested(void)
{
	uint8_t bytes[IP6_HEADER + 16] = { 0 };
	struct decode_counts counts = { .cut = 0 };
	struct packet out[FRAME_PACKETS];
	struct frame frame = { .data = bytes, .link = 101 };
	frame.captured = frame.original = sizeof(bytes);
	for (int end = 0; end < 2; end++) {
		struct decoder *d = new_decoder(1 << 20);
		struct piece p = { 0, 16, .last = false };
		put_headers(bytes, 6, &p, 7);
		bytes[40] = bytes[48] = 44;
		bytes[51] = 1;
		IS_NUMBER(decode_frame(d, &frame, out, &counts), 0, "nested: the first waits");
		p = (struct piece) { 16, 16, .last = true };
		put_headers(bytes, 6, &p, 7);
		if (end)
			decoder_end(d);
		size_t n =
		    end ? decoder_rest(d, out, &counts) : decode_frame(d, &frame, out, &counts);
		IS_NUMBER(n, 0, "nested: no packet");
		IS_NUMBER(counts.anomalies[ANOMALY_FRAGMENT_NESTED], end + 1, "nested: counted");
		decoder_free(d);
	}
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		run_row(&rows[i], 4);
		run_row(&rows[i], 6);
	}
	time_outs();
	bounds();
	repeated();
	inputs();
	nested();
	return check_done();
}
