/*
 * pcap files: draft-ietf-opsawg-pcap, and the older and modified forms that are found in the wild
 * (record headers of 20, 24 and 28 bytes, swapped lengths before version 2.4, Ixia, AIX).
 *
 * Records have no mark of their own, so a wrong length shows only in the header behind it. Where
 * that one is not plain, the record before it is in doubt: if records that go on past that header
 * begin inside it, its length is wrong and the damage begins with it; else it is good. A header that
 * is not plain is damage, unless a few records go on from there: times may jump, and other readers
 * take odd headers as they stand.
 */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "capture/reader.h"

enum {
	HEADER = 24,
	RECORD = 16,
	PLAUSIBLE_RECORDS = 3,        /* looked at to tell record headers apart */
	PLAUSIBLE_CAPTURED = 1 << 18, /* what no tool's default snap length exceeds */
	NEAR_RECORDS = 2,             /* as proof that reading may go on there */
	FAR_RECORDS = 8,              /* as proof, where their times are far from those before */
	BILLION = 1000000000,         /* seconds, 2001: above what stands in a field of fractions */
	DAY = 24 * 60 * 60,           /* seconds: times farther apart are not near */
};

#define MAGIC_USUAL 0xa1b2c3d4u
#define MAGIC_NANO 0xa1b23c4du
#define MAGIC_MODIFIED 0xa1b2cd34u
#define MAGIC_IXIA_HARDWARE 0x1c0001acu
#define MAGIC_IXIA_SOFTWARE 0x1c0001abu

struct magic {
	uint32_t value;
	uint32_t header;     /* of the file */
	uint32_t fraction;   /* ns in one unit of the sub-second field */
	uint32_t records[4]; /* record headers to try, the likeliest first; 0 ends them */
	const char *name;
};

/* The 24 bytes under the usual magic are libpcap patches ss990417, the 20 are Nokia's; under the
 * modified magic 24 is ss991029 and 28 ss990915. */
static const struct magic magics[] = {
	{ MAGIC_USUAL, HEADER, 1000, { RECORD, 24, 20 }, "pcap" },
	{ MAGIC_NANO, HEADER, 1, { RECORD }, "pcap (nanosecond)" },
	{ MAGIC_MODIFIED, HEADER, 1000, { 24, 28 }, "pcap (modified)" },
	{ MAGIC_IXIA_HARDWARE, HEADER + 4, 1, { RECORD }, "pcap (Ixia)" },
	{ MAGIC_IXIA_SOFTWARE, HEADER + 4, 1, { RECORD }, "pcap (Ixia)" },
};

enum lengths { LENGTHS_USUAL, LENGTHS_SWAPPED, LENGTHS_EITHER };

struct pcap {
	bool big;
	uint32_t record;
	int64_t fraction;
	uint32_t second; /* in units of the fraction */
	enum lengths lengths;
	uint32_t link, interface; /* interface: its place among those of the reader */
	uint32_t magic, header;   /* of the file */
	uint32_t most;            /* bytes that may be captured of a frame */
	uint32_t seconds;         /* time of the last record */
	bool timed;               /* there is one */
};

/* A record header. */
struct head {
	uint32_t seconds, fraction, captured, original;
};

static const struct magic *magic_of(struct bytes head, bool *big)
{
	const uint8_t *p = bytes_take(&head, 4);
	for (size_t i = 0; p && i < sizeof(magics) / sizeof(magics[0]); i++) {
		*big = load_be32(p) == magics[i].value;
		if (*big || load_le32(p) == magics[i].value)
			return &magics[i];
	}
	return NULL;
}

static bool pcap_recognise(struct bytes head)
{
	bool big;
	return magic_of(head, &big) != NULL;
}

/* The two lengths of a record as this version of the format orders them. */
static inline void take_lengths(
    const struct pcap *p, const uint8_t *at, uint32_t *captured, uint32_t *original)
{
	uint32_t a = load_u32(at + 8, p->big), b = load_u32(at + 12, p->big);
	bool swapped = p->lengths == LENGTHS_SWAPPED || (p->lengths == LENGTHS_EITHER && a > b);
	*captured = swapped ? b : a;
	*original = swapped ? a : b;
}

static bool makes_sense(
    const struct pcap *p, const uint8_t *at, uint32_t captured, uint32_t original)
{
	return load_u32(at + 4, p->big) < NS_PER_SECOND / p->fraction && captured <= original &&
	    captured <= PLAUSIBLE_CAPTURED && original <= LIMIT_RECORD;
}

static inline __attribute__((always_inline)) struct head head_at(
    const struct pcap *p, const uint8_t *at)
{
	struct head h = { load_u32(at, p->big), load_u32(at + 4, p->big), 0, 0 };
	take_lengths(p, at, &h.captured, &h.original);
	return h;
}

static inline bool is_near(uint32_t a, uint32_t b)
{
	return a - b + DAY <= 2 * DAY;
}

/* A header as tools write them, a while after one of that time. */
static inline __attribute__((always_inline)) bool is_plain(
    const struct pcap *p, struct head h, uint32_t seconds)
{
	return is_near(h.seconds, seconds) && h.fraction < p->second && h.captured <= h.original &&
	    h.captured <= p->most && h.original > 0;
}

/* Whether another capture of the same kind begins here: its header looks like an empty record. */
static bool is_file_header(const struct pcap *p, const uint8_t *at, size_t left)
{
	return left >= HEADER && load_u32(at, p->big) == p->magic &&
	    load_u16(at + 4, p->big) == 2 && load_u16(at + 6, p->big) <= 4;
}

/* What may be a record, though an odd one. */
static bool is_possible(const struct pcap *p, const uint8_t *at, size_t left)
{
	struct head h = head_at(p, at);
	return h.captured <= p->most && (h.seconds | h.captured | h.original) != 0 &&
	    !is_file_header(p, at, left);
}

enum fit { FIT_NONE, FIT_BAD_END, FIT_SOME, FIT_SURE };

/* What sense the first records make under a header of that size; a few must be there as proof. */
static enum fit fit_of(const struct pcap *p, uint32_t size, struct bytes b, int proof)
{
	for (int good = 0; good < PLAUSIBLE_RECORDS; good++) {
		if (b.left == 0)
			return good >= proof ? FIT_SURE : FIT_SOME;
		const uint8_t *at = bytes_take(&b, size);
		if (!at)
			return FIT_BAD_END;
		uint32_t captured, original;
		take_lengths(p, at, &captured, &original);
		if (!makes_sense(p, at, captured, original))
			return good >= 2 ? FIT_SOME
					 : FIT_NONE; /* rather damage than another size */
		if (captured > b.left)
			return good + 1 >= proof ? FIT_SURE : FIT_SOME;
		bytes_skip(&b, captured);
	}
	return FIT_SURE;
}

/* The first size, unless it makes no sense of the first records and another one does. */
static uint32_t record_size(const struct pcap *p, const struct magic *m, struct bytes records)
{
	/* A usual file with a few stray bytes at its end is likelier than one record of a patched
	 * libpcap; under a magic of its own, one is enough. */
	int proof = m->value == MAGIC_USUAL ? 2 : 1;
	for (size_t i = 0; i < 4 && m->records[i]; i++)
		if (fit_of(p, m->records[i], records, proof) >= (i == 0 ? FIT_SOME : FIT_SURE))
			return m->records[i];
	return m->records[0];
}

/* RFC 1573 interface types stand where others have link types. */
static bool is_aix(uint16_t major, uint16_t minor, uint32_t link)
{
	return major == 2 && minor == 2 && (link == 6 || link == 9 || link == 15 || link == 24);
}

static uint32_t aix_link(uint32_t type)
{
	return type == 6 ? 1 : type == 9 ? 6 : type == 15 ? 10 : 0;
}

static void set_version(struct pcap *p, uint16_t major, uint16_t minor)
{
	if (major == 543 || (major == 2 && minor < 3))
		p->lengths = LENGTHS_SWAPPED;
	else if (major == 2 && minor == 3)
		p->lengths = LENGTHS_EITHER;
	if (is_aix(major, minor, p->link)) {
		p->link = aix_link(p->link);
		p->fraction = 1;
	}
}

/* Wireshark refuses larger ones, except for links whose frames are that large. */
static uint32_t most_captured(uint32_t link, uint32_t snaplen)
{
	enum { USBPCAP = 249, DBUS = 231, EBHSCR = 279 };
	if (link == USBPCAP || link == DBUS || link == EBHSCR)
		return LIMIT_RECORD;
	if (snaplen > INT32_MAX || snaplen < PLAUSIBLE_CAPTURED)
		return PLAUSIBLE_CAPTURED;
	return snaplen < LIMIT_RECORD ? snaplen : LIMIT_RECORD;
}

/* What the 24 bytes say; another link type than before is another interface. */
static void take_header(struct reader *r, struct pcap *p, const uint8_t *head)
{
	uint32_t snaplen = load_u32(head + 16, p->big), before = p->link;
	p->link = load_u32(head + 20, p->big) & 0xffff; /* above: length of the FCS */
	set_version(p, load_u16(head + 4, p->big), load_u16(head + 6, p->big));
	p->second = (uint32_t)(NS_PER_SECOND / p->fraction);
	p->most = most_captured(p->link, snaplen);
	if (r->interface_count == 0 || p->link != before)
		p->interface = (uint32_t)reader_add_interface(r, p->link, snaplen, TEXT(""));
}

static void pcap_begin(struct reader *r, struct window *w)
{
	struct bytes b = bytes_of(w->at, window_left(w));
	struct pcap p = { 0 };
	const struct magic *m = magic_of(b, &p.big);
	r->name = m ? m->name : "";
	const uint8_t *head = m ? bytes_take(&b, m->header) : NULL;
	if (!head) {
		reader_damage(r, "the file header is cut (wants %u bytes, has %zu)",
		    m ? m->header : HEADER, window_left(w));
		return;
	}
	uint16_t major = load_u16(head + 4, p.big), minor = load_u16(head + 6, p.big);
	if (major < 2) {
		reader_damage(r, "pcap version %u.%u is not known", major, minor);
		return;
	}
	p.magic = m->value;
	p.header = m->header;
	p.fraction = m->fraction;
	take_header(r, &p, head);
	p.record = record_size(&p, m, b);
	if (p.record != RECORD)
		r->name = "pcap (modified)";
	r->state = xmalloc(sizeof(p));
	*(struct pcap *)r->state = p;
	w->at += m->header;
}

static inline __attribute__((always_inline)) void fill(
    const struct pcap *p, struct frame *f, const uint8_t *at, struct head h, uint64_t number)
{
	f->data = at + p->record;
	f->captured = h.captured;
	f->original = h.original > h.captured ? h.original : h.captured;
	f->time = h.seconds * NS_PER_SECOND + h.fraction * p->fraction;
	f->number = number;
	f->link = p->link;
	f->interface = p->interface;
}

/* The loop that most frames of the world go through: those of plain headers, each with a plain
 * header behind it. p is a copy, so that the compiler can make one loop for the usual files, and one
 * for all others. */
static inline __attribute__((always_inline)) size_t walk(
    const struct pcap p, struct reader *r, struct window *w, struct frame *frames, size_t max)
{
	const uint8_t *at = w->at, *end = w->end, *last = at;
	uint32_t seconds = p.seconds, before = seconds;
	bool plain = false;
	size_t n = 0;
	for (; (size_t)(end - at) >= p.record; n++) {
		struct head h = head_at(&p, at);
		plain = is_plain(&p, h, seconds);
		if (unlikely(!plain || n == max || h.captured > (size_t)(end - at) - p.record))
			break;
		fill(&p, &frames[n], at, h, r->number + n + 1);
		before = seconds;
		seconds = h.seconds;
		last = at;
		at += p.record + (size_t)h.captured;
		plain = false;
	}
	if (n > 0 && !plain) {
		n--;
		at = last;
		seconds = before;
	}
	((struct pcap *)r->state)->seconds = seconds;
	r->number += n;
	r->interfaces[p.interface].frames += n;
	w->at = at;
	return n;
}

static size_t walk_plain(struct reader *r, struct window *w, struct frame *frames, size_t max)
{
	struct pcap p = *(const struct pcap *)r->state;
	if (!p.big && p.record == RECORD && p.lengths == LENGTHS_USUAL) {
		const struct pcap usual = { .record = RECORD,
			.fraction = p.fraction,
			.second = p.second,
			.lengths = LENGTHS_USUAL,
			.link = p.link,
			.interface = p.interface,
			.most = p.most,
			.seconds = p.seconds };
		return walk(usual, r, w, frames, max);
	}
	return walk(p, r, w, frames, max);
}

enum answer { NO, YES, MORE };

/* Whether a few records, odd as they may be, go on from that place of the window. */
static enum answer goes_on(struct reader *r, const struct pcap *p, struct bytes b, size_t at)
{
	for (int i = 0; i <= PLAUSIBLE_RECORDS; i++) {
		if (i > 0 && at == b.left && r->last)
			return YES;
		if (at > b.left || b.left - at < HEADER + RECORD) {
			r->need = at + HEADER + RECORD;
			if (!r->last)
				return MORE;
		}
		if (at > b.left || b.left - at < p->record)
			return i > 1 ? YES : NO;
		if (!is_possible(p, b.at + at, b.left - at))
			return NO;
		at += (size_t)p->record + head_at(p, b.at + at).captured;
	}
	return YES;
}

/* The header at the window's start leads nowhere. */
static void bad_header(struct reader *r, struct pcap *p, struct bytes b)
{
	struct head h = head_at(p, b.at);
	if (is_file_header(p, b.at, b.left)) {
		reader_damage(r, "another capture begins");
		take_header(r, p, b.at);
		r->known = p->header;
	} else if (h.captured > p->most) {
		reader_damage(r, "a record of %u bytes is not possible", h.captured);
	} else {
		reader_damage(r, "a record header makes no sense");
	}
}

/* The first place inside of a record from where others go on past its end, or `end`. Their times are
 * near its own, or the header of another capture stands before them. */
static size_t find_inside(struct reader *r, const struct pcap *p, struct bytes b, size_t end)
{
	size_t found = resync_passing(r, b, p->record, end, end, false, r->last);
	for (size_t at = p->record; at < found; at++) {
		size_t first = at + p->header;
		if (is_file_header(p, b.at + at, b.left - at) &&
		    resync_passing(r, b, first, first + 1, end, true, r->last) == first)
			return at;
	}
	return found;
}

/* Whether the length of the record at the window's start is wrong. */
static enum answer swallows(struct reader *r, struct pcap *p, struct bytes b, size_t size)
{
	if (size > RESYNC_REACH)
		return NO;
	if (!r->last && b.left < size + RESYNC_REACH) {
		r->need = size + RESYNC_REACH;
		return MORE;
	}
	size_t end = size < b.left ? size : b.left;
	size_t found = find_inside(r, p, b, end);
	if (found == end)
		return NO;
	reader_damage(r, "a record of %zu bytes covers others", size - p->record);
	r->known = found;
	return YES;
}

/* Whether the record at the window's start is good, by what stands behind it. */
static bool is_proven(struct reader *r, struct pcap *p, struct bytes b, size_t size)
{
	if (size > b.left) {
		r->need = size;
		if (r->last)
			(void)swallows(r, p, b, size);
		return false;
	}
	if (b.left - size < p->record) {
		r->need = size + p->record;
		return r->last;
	}
	/* No more is captured than was there: a length that says so may be wrong, though it leads to
	 * another record. */
	struct head h = head_at(p, b.at);
	if (h.captured <= h.original && is_plain(p, head_at(p, b.at + size), h.seconds))
		return true;
	/* Four bytes late, all headers of frames that are captured whole seem to make sense: so what
	 * is inside the record is asked first. */
	return swallows(r, p, b, size) == NO;
}

/* One record that the loop above did not dare to give, or the reason why there is none. */
static size_t walk_odd(struct reader *r, struct window *w, struct frame *frame)
{
	struct pcap *p = r->state;
	struct bytes b = bytes_of(w->at, window_left(w));
	r->need = p->record;
	if (b.left < p->record)
		return 0;
	struct head h = head_at(p, b.at);
	if (!is_plain(p, h, p->timed ? p->seconds : h.seconds)) {
		enum answer good = goes_on(r, p, b, 0);
		if (good == NO)
			bad_header(r, p, b);
		if (good != YES)
			return 0;
	}
	size_t size = p->record + (size_t)h.captured;
	if (!is_proven(r, p, b, size))
		return 0;
	p->seconds = h.seconds;
	p->timed = true;
	fill(p, frame, b.at, h, ++r->number);
	r->interfaces[p->interface].frames++;
	w->at += size;
	return 1;
}

static size_t pcap_walk(struct reader *r, struct window *w, struct frame *frames, size_t max)
{
	const struct pcap *p = r->state;
	size_t n = p->timed ? walk_plain(r, w, frames, max) : 0;
	return n > 0 ? n : walk_odd(r, w, frames);
}

static uint64_t pcap_guess(const struct reader *r, struct bytes b, struct resync_run *run)
{
	const struct pcap *p = r->state;
	if (b.left < p->record)
		return 0;
	struct head h = head_at(p, b.at);
	if (h.captured > PLAUSIBLE_CAPTURED || h.original > PLAUSIBLE_CAPTURED ||
	    !is_plain(p, h, run->count ? run->seconds : h.seconds) ||
	    is_file_header(p, b.at, b.left))
		return 0;
	if (run->count == 0) {
		bool near = p->timed ? is_near(h.seconds, p->seconds) : h.seconds > BILLION;
		run->far = !near;
		run->proof = near ? NEAR_RECORDS : FAR_RECORDS;
	}
	run->seconds = h.seconds;
	return p->record + (uint64_t)h.captured;
}

static void pcap_end(struct reader *r)
{
	free(r->state);
}

const struct reader_format pcap_format = { "record", pcap_recognise, pcap_begin, pcap_walk,
	pcap_end, pcap_guess };
