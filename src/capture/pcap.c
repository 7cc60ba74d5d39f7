/*
 * pcap files: draft-ietf-opsawg-pcap, and the older and modified forms that are found in the wild
 * (record headers of 20, 24 and 28 bytes, swapped lengths before version 2.4, Ixia, AIX).
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
	enum lengths lengths;
	uint32_t link;
};

static inline uint32_t load_u32(const uint8_t *p, bool big)
{
	return big ? load_be32(p) : load_le32(p);
}

static inline uint16_t load_u16(const uint8_t *p, bool big)
{
	return big ? load_be16(p) : load_le16(p);
}

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
			return FIT_NONE;
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
	p.fraction = m->fraction;
	p.link = load_u32(head + 20, p.big) & 0xffff; /* above: length of the FCS */
	set_version(&p, major, minor);
	p.record = record_size(&p, m, b);
	if (p.record != RECORD)
		r->name = "pcap (modified)";
	reader_add_interface(r, p.link, load_u32(head + 16, p.big), TEXT(""));
	r->state = xmalloc(sizeof(p));
	*(struct pcap *)r->state = p;
	w->at += m->header;
}

/* The loop that most frames of the world go through. p is a copy, so that the compiler can make
 * one loop for the usual files, and one for all others. */
static inline __attribute__((always_inline)) size_t walk(
    const struct pcap p, struct reader *r, struct window *w, struct frame *frames, size_t max)
{
	const uint8_t *at = w->at, *end = w->end;
	uint64_t number = r->number;
	size_t n = 0;
	r->need = p.record;
	for (; n < max && (size_t)(end - at) >= p.record; n++) {
		uint32_t captured, original;
		take_lengths(&p, at, &captured, &original);
		if (unlikely(captured > (size_t)(end - at) - p.record)) {
			r->need = (size_t)captured + p.record;
			if (captured > LIMIT_RECORD)
				reader_damage(r, "a record of %u bytes is not possible", captured);
			break;
		}
		frames[n].data = at + p.record;
		frames[n].captured = captured;
		frames[n].original = original > captured ? original : captured;
		frames[n].time =
		    load_u32(at, p.big) * NS_PER_SECOND + load_u32(at + 4, p.big) * p.fraction;
		frames[n].number = ++number;
		frames[n].link = p.link;
		at += p.record + (size_t)captured;
	}
	r->number = number;
	r->interfaces[0].frames += n;
	w->at = at;
	return n;
}

static size_t pcap_walk(struct reader *r, struct window *w, struct frame *frames, size_t max)
{
	struct pcap p = *(const struct pcap *)r->state;
	if (!p.big && p.record == RECORD && p.lengths == LENGTHS_USUAL) {
		const struct pcap usual = { false, RECORD, p.fraction, LENGTHS_USUAL, p.link };
		return walk(usual, r, w, frames, max);
	}
	return walk(p, r, w, frames, max);
}

static void pcap_end(struct reader *r)
{
	free(r->state);
}

const struct reader_format pcap_format = { "record", pcap_recognise, pcap_begin, pcap_walk,
	pcap_end };
