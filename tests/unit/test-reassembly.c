/*
 * Units of one side of a TCP connection put in order: scripts by hand with what they must give, and
 * random ones against a model that has a place for every byte.
 */
#include <config.h>

#include <stdlib.h>

#include "base/buf.h"
#include "check.h"
#include "flows/stream.h"
#include "flows/tcp.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { ROOM = 1 << 20 };

struct side {
	struct stream stream;
	struct buf out;
	uint32_t seq; /* of place 0 */
	bool spelled; /* each missing byte is shown */
	uint64_t frame;
};

static void begin(struct side *s, uint32_t seq, bool known)
{
	*s = (struct side) { .seq = seq };
	buf_init(&s->out, ROOM);
	if (known)
		stream_begin(&s->stream, seq);
}

static void end(struct side *s)
{
	stream_free(&s->stream);
	buf_free(&s->out);
}

static void show(struct side *s, const struct stream_part *part)
{
	for (uint64_t i = 0; s->spelled && i < part->missing; i++)
		buf_char(&s->out, '#');
	if (part->missing && !s->spelled)
		buf_format(&s->out, "[%u]", (unsigned)part->missing);
	else if (!part->missing)
		buf_add(&s->out, text_bytes(part->data, part->n));
	if (part->kept)
		free((uint8_t *)(uintptr_t)part->data);
}

static void ready(struct side *s)
{
	struct stream_part part;
	while (stream_ready(&s->stream, &part))
		show(s, &part);
}

static void feed(struct side *s, uint32_t place, struct text bytes, uint32_t cut, uint8_t flags)
{
	struct origin frame = { .seq = ++s->frame, .number = s->frame };
	struct stream_part part;
	struct packet p = { .tcp_flags = TCP_ACK | flags,
		.tcp_seq = s->seq + place,
		.payload = edge_copy(bytes.s, bytes.n),
		.payload_size = (uint32_t)bytes.n,
		.payload_cut = cut };
	if (!s->stream.known) {
		stream_keep(&s->stream, &p, &frame);
		return;
	}
	if (stream_take(&s->stream, &p, &frame, &part))
		show(s, &part);
	ready(s);
}

/* --- scripts */

static uint32_t number(const char **p)
{
	uint32_t n = 0;
	while (ascii_digit(**p))
		n = n * 10 + (uint32_t)(*(*p)++ - '0');
	return n;
}

/* Words: PLACE letters [~CUT] [.] is a segment, "." its FIN, "," its SYN; "!" gives up, "+N" skips, "^"
 * takes what was kept for the beginning. */
static void play(struct side *s, const char *script)
{
	for (const char *p = script; *p; p += *p == ' ') {
		char word = *p;
		if (ascii_digit(word)) {
			uint8_t flags = 0;
			uint32_t place = number(&p), cut = 0;
			const char *text = p;
			while (ascii_letter(*p))
				p++;
			struct text bytes = { text, (size_t)(p - text) };
			if (*p == '~' && p++)
				cut = number(&p);
			if (*p == ',' && p++)
				flags |= TCP_SYN;
			if (*p == '.' && p++)
				flags |= TCP_FIN;
			feed(s, place, bytes, cut, flags);
			continue;
		}
		p++;
		if (word == '!')
			stream_give_up(&s->stream);
		else if (word == '+')
			stream_skip(&s->stream, number(&p));
		else if (word == '^')
			stream_begin_kept(&s->stream);
		ready(s);
	}
	if (stream_ended(&s->stream))
		buf_char(&s->out, '$');
}

static const struct {
	const char *name, *script, *wanted;
	unsigned overlaps;
} scripts[] = {
	{ "in order", "0abc 3def 6.", "abcdef$", 0 },
	{ "out of order", "3def 0abc 6g", "abcdefg", 0 },
	{ "backwards", "4e 3d 2c 1b 0a", "abcde", 0 },
	{ "again", "0abc 0abc 3def 0abc 3def", "abcdef", 0 },
	{ "again and more", "0abc 0abcdef", "abcdef", 0 },
	{ "again, from the middle on", "0abcd 2cdef", "abcdef", 0 },
	{ "the first byte wins", "0abc 1XYd", "abcd", 0 },
	{ "the first that was kept wins", "2cd 0abXYe", "abcde", 1 },
	{ "it wins from both sides", "2cd 1XYZW 0a", "aXcdW", 1 },
	{ "one segment over many kept", "1b 3d 5f 0XXXXXXX", "XbXdXfX", 1 },
	{ "a kept one over many kept", "2c 4e 6g 1ZZZZZZZ 0a", "aZcZeZgZ", 1 },
	{ "kept again", "2cd 2cd 0ab", "abcd", 0 },
	{ "kept again in part", "2cd 3de 0ab", "abcde", 0 },
	{ "a gap given up", "0ab 4ef ! 6gh", "ab[2]efgh", 0 },
	{ "two gaps", "0a 2c 4e ! !", "a[1]c[1]e", 0 },
	{ "what was given up comes late", "0ab 4ef ! 2cd 6g", "ab[2]efg", 0 },
	{ "a gap at the start", "2cd !", "[2]cd", 0 },
	{ "nothing to give up", "0ab !", "ab", 0 },
	{ "keep-alive: the last byte again", "0abc 2X 3d", "abcd", 0 },
	{ "keep-alive without a byte", "0abc 2 3d", "abcd", 0 },
	{ "zero-window probe: the next byte early", "0abc 3d 3def", "abcdef", 0 },
	{ "SYN with data", "4294967295abc, 3d", "abcd", 0 },
	{ "SYN again", "4294967295, 0abc 4294967295,", "abc", 0 },
	{ "FIN before data", "3. 0abc", "abc$", 0 },
	{ "FIN with data, before the rest", "3def. 0abc", "abcdef$", 0 },
	{ "FIN again", "0abc. 0abc.", "abc$", 0 },
	{ "FIN alone", "0.", "$", 0 },
	{ "a false FIN inside what came", "0abcdef 3. 6g", "abcdefg", 0 },
	{ "a false FIN before what is kept", "6gh 4. 0abcdef", "abcdefgh", 0 },
	{ "a false FIN ahead", "5. 0abcdef 6g.", "abcdefg$", 0 },
	{ "cut by the snap length", "0ab~2 4ef~1 7h", "ab[2]ef[1]h", 0 },
	{ "cut to nothing", "0~4 4ef", "[4]ef", 0 },
	{ "cut, out of order", "4ef~1 0ab~2 7h", "ab[2]ef[1]h", 0 },
	{ "cut, and again", "0ab~2 0ab~2 2~2", "ab[2]", 0 },
	{ "cut over a kept one", "2c 0a~3", "a[1]c[1]", 0 },
	{ "skipped", "0ab +3 2cdef", "abf", 0 },
	{ "skipped over kept ones", "4ef 6gh 0ab +3 2cd", "abfgh", 0 },
	{ "skipped up to a kept one", "0a 3d +2", "ad", 0 },
	{ "no gap in what is skipped", "0ab +6 4ef 8ij", "abij", 0 },
	{ "skipped past the FIN", "0ab +9 4.", "ab$", 0 },
	{ "no beginning", "4ef 2cd 0ab ^ 6g", "abcdefg", 0 },
	{ "no beginning, a gap", "4ef 0ab ^ 2cd", "abcdef", 0 },
	{ "no beginning, a FIN", "0ab 2. ^", "ab$", 0 },
	{ "no beginning, given up", "4ef 0ab !", "ab", 0 },
	{ "before the beginning", "4ef ^ 2cd 6g", "efg", 0 },
	{ "nothing kept", "^ 0ab", "", 0 },
};

static void check_scripts(void)
{
	static const uint32_t starts[] = { 1, 0, UINT32_MAX, UINT32_MAX - 3, INT32_MAX, 1U << 31 };
	for (size_t i = 0; i < COUNT(scripts); i++)
		for (size_t k = 0; k < COUNT(starts); k++) {
			struct side s;
			bool unknown = strchr(scripts[i].script, '^') ||
			    text_starts(text_of(scripts[i].name), TEXT("no beginning"));
			begin(&s, starts[k], !unknown);
			play(&s, scripts[i].script);
			if (!text_is(text_of(scripts[i].name), TEXT("nothing kept")))
				IS_TEXT(buf_text(&s.out), text_of(scripts[i].wanted), "%s, from %u",
				    scripts[i].name, (unsigned)starts[k]);
			OK(s.stream.overlaps == scripts[i].overlaps, "%s: overlaps",
			    scripts[i].name);
			end(&s);
		}
}

/* Holes that the parser does not want are not told: they are a part of what it skips. */
static void check_skip_in_hole(void)
{
	struct side s;
	struct stream_part part;
	struct origin frame = { .number = 1 };
	struct packet p = { .payload = (const uint8_t *)"ab", .payload_size = 2, .payload_cut = 4 };
	begin(&s, 0, true);
	OK(stream_take(&s.stream, &p, &frame, &part) && part.n == 2, "the captured ones are next");
	stream_skip(&s.stream, 5);
	ready(&s);
	feed(&s, 6, TEXT("gh"), 0, 0);
	IS_TEXT(buf_text(&s.out), TEXT("h"), "the cut ones were skipped first");
	end(&s);
}

/* Many GiB that go by, in steps that a capture may have. */
static void check_long_skip(uint64_t skip, uint64_t step)
{
	struct side s;
	begin(&s, UINT32_MAX - 5, true);
	feed(&s, 0, TEXT("head"), 0, 0);
	stream_skip(&s.stream, skip);
	for (uint64_t at = 4; at + step < 4 + skip; at += step)
		feed(&s, (uint32_t)at, TEXT("bulk"), 0, 0);
	feed(&s, (uint32_t)skip, TEXT("bulkNEXT"), 0, 0);
	feed(&s, (uint32_t)skip + 4, TEXT("NEXTLAST"), 0, 0);
	IS_TEXT(
	    buf_text(&s.out), TEXT("headNEXTLAST"), "%llu bytes skipped", (unsigned long long)skip);
	end(&s);
}

/* --- a model: each place has the byte that came first */

enum { LONGEST = 600, CUT = 256, NONE = 257 };

struct model {
	uint16_t have[LONGEST];
	size_t next;
	struct buf out;
};

static uint64_t state;

static unsigned below(unsigned n)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(state >> 33) % n;
}

static void model_ready(struct model *m)
{
	for (; m->next < LONGEST && m->have[m->next] != NONE; m->next++)
		buf_char(&m->out, m->have[m->next] == CUT ? '#' : (char)m->have[m->next]);
}

static void model_feed(struct model *m, size_t at, struct text bytes, size_t cut)
{
	for (size_t i = 0; i < bytes.n + cut; i++)
		if (m->have[at + i] == NONE && at + i >= m->next)
			m->have[at + i] = i < bytes.n ? (uint8_t)bytes.s[i] : CUT;
	model_ready(m);
}

static bool model_give_up(struct model *m)
{
	size_t at = m->next;
	while (at < LONGEST && m->have[at] == NONE)
		at++;
	if (at == LONGEST)
		return false;
	for (; m->next < at; m->next++)
		buf_char(&m->out, '#');
	model_ready(m);
	return true;
}

struct shape {
	const char *name;
	unsigned segments, longest;
	bool differ, cuts;
};

/* Bytes of a segment: those of the place, or others. */
static size_t make(char *bytes, size_t at, const struct shape *shape)
{
	size_t n = 1 + below(shape->longest);
	n = n < LONGEST - at ? n : LONGEST - at;
	for (size_t i = 0; i < n; i++)
		bytes[i] = (char)('a' + (shape->differ ? below(26) : (at + i) * (at + i) % 26));
	return n;
}

static bool play_random(const struct shape *shape)
{
	struct model m = { .next = 0 };
	struct side s;
	char bytes[LONGEST];
	for (size_t i = 0; i < LONGEST; i++)
		m.have[i] = NONE;
	buf_init(&m.out, ROOM);
	begin(&s, (uint32_t)below(1 << 30) * 4, true);
	s.spelled = true;
	bool same = true;
	for (unsigned i = 0; i < shape->segments && same; i++) {
		size_t at = below(LONGEST), n = make(bytes, at, shape);
		size_t cut = shape->cuts && below(3) == 0 ? below((unsigned)n + 1) : 0;
		feed(&s, (uint32_t)at, (struct text) { bytes, n - cut }, (uint32_t)cut, 0);
		model_feed(&m, at, (struct text) { bytes, n - cut }, cut);
		if (below(20) == 0) {
			same = stream_give_up(&s.stream) == model_give_up(&m);
			ready(&s);
		}
		same &= text_is(buf_text(&s.out), buf_text(&m.out));
	}
	while (model_give_up(&m)) {
		same &= stream_give_up(&s.stream);
		ready(&s);
	}
	same &= text_is(buf_text(&s.out), buf_text(&m.out));
	same &= s.stream.held_count == 0 && s.stream.held_bytes == 0;
	end(&s);
	buf_free(&m.out);
	return same;
}

static const struct shape shapes[] = {
	{ "the same bytes", 60, 40, false, false },
	{ "short ones", 400, 3, false, false },
	{ "long ones", 20, 300, false, false },
	{ "other bytes", 60, 40, true, false },
	{ "other bytes, short ones", 400, 3, true, false },
	{ "cut ones", 60, 40, false, true },
};

static void check_random(void)
{
	enum { ROUNDS = 2000 };
	for (size_t i = 0; i < COUNT(shapes); i++) {
		unsigned good = 0;
		state = 20260101 + i;
		for (int round = 0; round < ROUNDS; round++)
			good += play_random(&shapes[i]);
		IS_NUMBER(good, ROUNDS, "random segments: %s", shapes[i].name);
	}
}

/* A text cut into segments, some of them twice, in any order: always the text. */
static bool play_shuffled(bool known)
{
	enum { MOST = 2 * LONGEST };
	static struct {
		uint32_t at, n;
	} list[MOST];
	char text[LONGEST];
	size_t count = 0;
	struct side s;
	for (size_t i = 0; i < LONGEST; i++)
		text[i] = (char)('a' + below(26));
	for (uint32_t at = 0; at < LONGEST; at += list[count - 1].n) {
		uint32_t n = 1 + below(30);
		list[count].at = at;
		list[count++].n = n < LONGEST - at ? n : LONGEST - at;
		if (below(4) == 0) {
			list[count] = list[count - 1];
			count++;
		}
	}
	for (size_t i = count - 1; i > 0; i--) {
		size_t k = below((unsigned)i + 1), at = list[i].at, n = list[i].n;
		list[i] = list[k];
		list[k].at = (uint32_t)at;
		list[k].n = (uint32_t)n;
	}
	begin(&s, (uint32_t)below(1 << 30) * 4 + 3, known);
	for (size_t i = 0; i < count; i++)
		feed(&s, list[i].at, (struct text) { text + list[i].at, list[i].n }, 0, 0);
	if (!known) {
		stream_begin_kept(&s.stream);
		ready(&s);
	}
	bool same = text_is(buf_text(&s.out), (struct text) { text, LONGEST });
	end(&s);
	return same;
}

static void check_shuffled(void)
{
	enum { ROUNDS = 1000 };
	for (int known = 0; known < 2; known++) {
		unsigned good = 0;
		state = 7;
		for (int round = 0; round < ROUNDS; round++)
			good += play_shuffled(known);
		IS_NUMBER(good, ROUNDS, "a text in any order, its beginning %s",
		    known ? "known" : "not known");
	}
}

/* --- bounds */

static void check_bounds(void)
{
	static char bulk[60000];
	struct side s;
	memset(bulk, 'x', sizeof(bulk));
	begin(&s, 0, true);
	for (uint32_t i = 0; i < 3 * STREAM_HELD_PARTS; i++)
		feed(&s, 2 * i + 1, TEXT("x"), 0, 0);
	IS_NUMBER(s.stream.held_count, STREAM_HELD_PARTS, "so many parts wait");
	OK(stream_waits_in_vain(&s.stream, false, 0), "and no more: the first gap is given up");
	end(&s);
	begin(&s, 0, true);
	for (uint32_t i = 0; i < 20; i++)
		feed(&s, 1 + i * 60000, (struct text) { bulk, sizeof(bulk) }, 0, 0);
	OK(s.stream.held_bytes <= STREAM_HELD_BYTES, "so many bytes wait");
	OK(stream_waits_in_vain(&s.stream, false, 0), "and no more");
	end(&s);
}

static void check_patience(void)
{
	struct side s;
	unsigned packets = 0;
	begin(&s, 0, true);
	feed(&s, 2, TEXT("cd"), 0, 0);
	for (int i = 0; i < 1000; i++)
		OK(i % 100 || !stream_waits_in_vain(&s.stream, true, 0),
		    "what the receiver did not acknowledge will be sent again");
	while (packets < 1000 && !stream_waits_in_vain(&s.stream, packets == 0, 4))
		packets++;
	IS_NUMBER(packets, STREAM_PATIENCE, "what it did will not");
	feed(&s, 0, TEXT("a"), 0, 0);
	OK(!stream_waits_in_vain(&s.stream, false, 0), "something came of it: more may");
	end(&s);
}

/* --- which SYN begins a connection */

static const struct {
	const char *name;
	uint8_t state, known;
	uint32_t first;
	uint64_t packets, bytes;
	uint8_t flags;
	uint32_t seq;
	bool another;
} syns[] = {
	{ "the SYN again", FLOW_TCP_OPEN, 1, 100, 5, 9, TCP_SYN, 100, false },
	{ "another SYN", FLOW_TCP_OPEN, 1, 100, 5, 9, TCP_SYN, 7777777, true },
	{ "data", FLOW_TCP_OPEN, 1, 100, 5, 9, TCP_ACK, 7777777, false },
	{ "a SYN behind its data", FLOW_TCP_OPEN, 0, 101, 1, 9, TCP_SYN, 100, false },
	{ "a SYN behind later data", FLOW_TCP_OPEN, 0, 5000, 1, 9, TCP_SYN, 100, false },
	{ "a SYN behind its data, wrapped", FLOW_TCP_OPEN, 0, 5, 1, 9, TCP_SYN, UINT32_MAX, false },
	{ "a SYN far from the data", FLOW_TCP_OPEN, 0, 3 << 20, 1, 9, TCP_SYN, 100, true },
	{ "a SYN after the data", FLOW_TCP_OPEN, 0, 100, 1, 9, TCP_SYN, 500, true },
	{ "the other side's SYN", FLOW_TCP_OPEN, 0, 0, 0, 0, TCP_SYN, 500, false },
	{ "a SYN after the end", FLOW_TCP_CLOSED, 0, 0, 0, 0, TCP_SYN, 500, true },
	{ "its answer", FLOW_TCP_OPENING, 0, 0, 0, 0, TCP_SYN | TCP_ACK, 500, false },
	{ "its answer again", FLOW_TCP_OPENING, 1, 500, 1, 0, TCP_SYN | TCP_ACK, 500, false },
	{ "two answers", FLOW_TCP_OPENING, 1, 500, 1, 0, TCP_SYN | TCP_ACK, 90000, false },
	{ "the next answer", FLOW_TCP_OPEN, 1, 500, 3, 70, TCP_SYN | TCP_ACK, 90000, true },
	{ "the next answer after an end", FLOW_TCP_CLOSED, 1, 500, 3, 0, TCP_SYN | TCP_ACK, 9,
	    true },
	{ "an answer behind its data", FLOW_TCP_OPEN, 0, 501, 3, 9, TCP_SYN | TCP_ACK, 500, false },
};

static void check_syns(void)
{
	for (size_t i = 0; i < COUNT(syns); i++) {
		struct flow f = { .state = syns[i].state,
			.known = syns[i].known,
			.first_seq = { syns[i].first },
			.packets = { syns[i].packets },
			.bytes = { syns[i].bytes } };
		struct packet p = { .tuple = { .proto = IP_TCP },
			.tcp_flags = syns[i].flags,
			.tcp_seq = syns[i].seq };
		OK(tcp_begins_another(&f, &p, 0) == syns[i].another, "%s", syns[i].name);
	}
}

int main(void)
{
	check_scripts();
	check_skip_in_hole();
	check_long_skip(1000, 100);
	check_long_skip(UINT64_C(3) << 30, UINT64_C(1) << 30);
	check_long_skip(UINT64_C(5) << 30, UINT64_C(700) << 20);
	check_long_skip(UINT64_C(1) << 40, UINT64_C(1) << 30);
	check_random();
	check_shuffled();
	check_bounds();
	check_patience();
	check_syns();
	return check_done();
}
