/*
 * pcapng files: draft-ietf-opsawg-pcapng.
 *
 * A block that contradicts itself is lost alone: the next one is searched from behind its start.
 * Interfaces stay described across damage, until a broken section begins; behind a broken
 * description their numbers are not known any more.
 */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "capture/pcapng.h"
#include "capture/reader.h"

enum {
	BLOCK_MIN = 12,
	PACKET_MIN = 32, /* EPB and the obsolete PB without data */
	SIMPLE_MIN = 16,
	RESOLUTION_USUAL = 6,   /* microseconds */
	PROOF = 2,              /* blocks: they say their length twice */
	OPTIONS_MOST = 1 << 20, /* bytes around a packet, or of a description */
};

enum block_type {
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET_OBSOLETE = 2,
	BLOCK_PACKET_SIMPLE = 3,
	BLOCK_NAMES = 4,
	BLOCK_STATISTICS = 5,
	BLOCK_PACKET = 6,
	BLOCK_JOURNAL = 9,
	BLOCK_SECRETS = 10,
	BLOCK_EVENT = 0x204,
	BLOCK_EVENT_2 = 0x216,
	BLOCK_EVENT_LARGE = 0x221,
	BLOCK_CUSTOM = 0xbad,
	BLOCK_CUSTOM_PRIVATE = 0x40000bad,
	BLOCK_SECTION = 0x0a0d0d0a,
};

enum option {
	OPTION_END = 0,
	OPTION_NAME = 2,
	OPTION_PACKET_ID = 5,
	OPTION_RESOLUTION = 9,
	OPTION_OFFSET = 14
};

#define ORDER_MAGIC 0x1a2b3c4du
#define TIME_FARTHEST (INT64_C(9200000000) * NS_PER_SECOND)

struct interface {
	int64_t factor; /* of a raw time up to most: no more is to be done then */
	uint64_t most;
	int64_t offset; /* seconds */
	uint32_t snaplen;
	uint16_t link;
	uint8_t resolution;
};

struct pcapng {
	bool big;
	struct interface *interfaces; /* of all sections, as those of the reader */
	size_t room;
	size_t section;   /* the first one of this section */
	size_t described; /* interfaces of this section whose number is sure */
	bool lost;        /* a description was broken */
	uint32_t passed;  /* length of a block that is passed over, until its end is seen */
	bool numbered;    /* that one is */
};

__extension__ typedef unsigned __int128 wide;
__extension__ typedef __int128 signed_wide;

static wide power_of_10(unsigned n)
{
	wide v = 1;
	while (n-- > 0)
		v *= 10;
	return v;
}

int64_t pcapng_time(uint64_t raw, uint8_t resolution, int64_t offset)
{
	unsigned n = resolution & 0x7f;
	wide ns;
	if (resolution & 0x80)
		ns = (wide)raw * (wide)NS_PER_SECOND >> n;
	else if (n <= 9)
		ns = raw * power_of_10(9 - n);
	else
		ns = n - 9 > 19 ? 0 : raw / power_of_10(n - 9);
	signed_wide t = (signed_wide)ns + (signed_wide)offset * NS_PER_SECOND;
	return t < -TIME_FARTHEST || t > TIME_FARTHEST ? TIME_NONE : (int64_t)t;
}

static inline int64_t time_of(const struct interface *i, uint64_t raw)
{
	if (likely(raw < i->most))
		return (int64_t)raw * i->factor;
	return pcapng_time(raw, i->resolution, i->offset);
}

static size_t padded(uint32_t length)
{
	return ((size_t)length + 3) & ~(size_t)3;
}

/* Packets say their size inside, too, and descriptions are small: a length that cannot be is worth
 * neither memory nor time. */
static bool is_too_long(struct bytes b, bool big, uint32_t length)
{
	uint32_t type = load_u32(b.at, big);
	if (type == BLOCK_SECTION || type == BLOCK_INTERFACE)
		return length > OPTIONS_MOST;
	if (type != BLOCK_PACKET && type != BLOCK_PACKET_OBSOLETE)
		return false;
	return length > OPTIONS_MOST && b.left >= PACKET_MIN - 4 &&
	    length - OPTIONS_MOST > load_u32(b.at + 20, big);
}

/* A block that is not in the window as a whole: more is needed, or, at the end of the input, it is
 * cut, unless other blocks begin in it that go on to the end. */
static void not_whole(struct reader *r, struct bytes b, bool big, uint32_t length)
{
	r->need = padded(length);
	if (is_too_long(b, big, length)) {
		reader_damage(r, "a block of %u bytes is not possible", length);
	} else if (r->last) {
		size_t found = resync_passing(r, b, 1, b.left, b.left, true, true);
		if (found == b.left)
			return;
		reader_damage(r, "a block of %u bytes covers others", length);
		r->known = found;
	}
}

/* A whole block: its body, or NULL and the reason in r. */
static bool block_at(
    struct reader *r, const struct window *w, bool big, size_t least, struct bytes *body)
{
	size_t left = window_left(w);
	uint32_t length = load_u32(w->at + 4, big);
	size_t whole = padded(length);
	if (length < least || whole > LIMIT_RECORD) {
		reader_damage(r, "a block of %u bytes is not possible", length);
		return false;
	}
	if (whole > left) {
		not_whole(r, bytes_of(w->at, left), big, length);
		return false;
	}
	uint32_t trailing = load_u32(w->at + whole - 4, big);
	if (trailing != length && trailing != whole) {
		reader_damage(r, "a block of %u bytes ends as one of %u", length, trailing);
		return false;
	}
	*body = bytes_of(w->at + 8, whole - BLOCK_MIN);
	return true;
}

static bool pcapng_recognise(struct bytes head)
{
	const uint8_t *p = bytes_take(&head, 4);
	if (!p || load_be32(p) != BLOCK_SECTION)
		return false;
	bytes_skip(&head, 4);
	const uint8_t *order = bytes_take(&head, 4);
	return !order || load_be32(order) == ORDER_MAGIC || load_le32(order) == ORDER_MAGIC;
}

static void pcapng_begin(struct reader *r, struct window *w)
{
	(void)w;
	r->name = "pcapng";
	r->state = xcalloc(1, sizeof(struct pcapng));
}

/* What is described stands in the section that begins here, be its head broken or not. */
static void new_section(struct reader *r, const struct window *w, struct pcapng *g)
{
	r->section_at = w->at;
	r->section_interfaces = r->interface_count;
	g->section = r->interface_count;
	g->described = 0;
	g->lost = false;
}

static bool take_section(struct reader *r, struct window *w, struct pcapng *g)
{
	if (window_left(w) < BLOCK_MIN) {
		r->need = BLOCK_MIN;
		return false;
	}
	bool big = load_be32(w->at + 8) == ORDER_MAGIC, known = big;
	known |= load_le32(w->at + 8) == ORDER_MAGIC;
	struct bytes body = bytes_of(NULL, 0);
	if (!known)
		reader_damage(r, "a section of no known byte order");
	else if (!block_at(r, w, big, 28, &body) && !r->what[0])
		return false;
	else if (body.left && load_u16(body.at + 4, big) != 1) {
		reader_damage(r, "pcapng version %u.%u is not known", load_u16(body.at + 4, big),
		    load_u16(body.at + 6, big));
		r->over = true; /* what its blocks mean is not known either */
	}
	new_section(r, w, g);
	if (known)
		g->big = big;
	if (r->what[0])
		return false;
	w->at += body.left + BLOCK_MIN;
	return true;
}

/* The options that matter here; broken ones end the list, as a missing end does. */
static void take_options(struct bytes b, bool big, struct interface *i, struct text *name)
{
	while (b.left >= 4) {
		const uint8_t *head = bytes_take(&b, 4);
		uint16_t code = load_u16(head, big), n = load_u16(head + 2, big);
		const uint8_t *value = bytes_take(&b, n);
		if (!value || code == OPTION_END)
			return;
		if (code == OPTION_NAME && name->n == 0)
			*name = text_bytes(value, n);
		else if (code == OPTION_RESOLUTION && n == 1)
			i->resolution = value[0];
		else if (code == OPTION_OFFSET && n == 8)
			i->offset = (int64_t)(big ? load_be64(value) : load_le64(value));
		bytes_skip(&b, (4u - n % 4u) % 4u);
	}
}

static bool take_interface(struct reader *r, struct window *w, struct pcapng *g)
{
	struct bytes body;
	if (!block_at(r, w, g->big, 20, &body)) {
		g->lost |= r->what[0] != '\0';
		return false;
	}
	if (r->interface_count - g->section == LIMIT_INTERFACES) {
		reader_damage(r, "a section of more than %d interfaces", LIMIT_INTERFACES);
		return false;
	}
	size_t all = body.left;
	const uint8_t *p = bytes_take(&body, 8);
	struct interface i = { .link = load_u16(p, g->big),
		.snaplen = load_u32(p + 4, g->big),
		.resolution = RESOLUTION_USUAL };
	struct text name = { NULL, 0 };
	take_options(body, g->big, &i, &name);
	if (i.offset == 0 && i.resolution <= 9) {
		i.factor = (int64_t)power_of_10(9u - i.resolution);
		i.most = (uint64_t)(TIME_FARTHEST / i.factor);
	}
	size_t k = reader_add_interface(r, i.link, i.snaplen, name);
	g->interfaces = grow(g->interfaces, k, &g->room, sizeof(*g->interfaces));
	g->interfaces[k] = i;
	g->described += !g->lost;
	w->at += all + BLOCK_MIN;
	return true;
}

static bool no_interface(struct reader *r, uint32_t number)
{
	reader_damage(r, "a packet of interface %u, which is not described", number);
	return false;
}

static bool too_long(struct reader *r, uint32_t captured, size_t room)
{
	reader_damage(r, "a packet of %u bytes in a block with room for %zu", captured, room);
	return false;
}

/* EPB and the obsolete PB: they differ in the width of the interface's number. */
static inline bool take_packet(
    struct reader *r, struct window *w, const struct pcapng *g, struct frame *f)
{
	struct bytes body;
	if (!block_at(r, w, g->big, PACKET_MIN, &body))
		return false;
	const uint8_t *p = body.at;
	bool obsolete = load_u32(w->at, g->big) == BLOCK_PACKET_OBSOLETE;
	uint32_t k = obsolete ? load_u16(p, g->big) : load_u32(p, g->big);
	if (k >= g->described)
		return no_interface(r, k);
	uint32_t captured = load_u32(p + 12, g->big), original = load_u32(p + 16, g->big);
	if (captured > body.left - 20)
		return too_long(r, captured, body.left - 20);
	const struct interface *i = &g->interfaces[g->section + k];
	f->data = p + 20;
	f->captured = captured;
	f->original = original > captured ? original : captured;
	f->time = time_of(i, (uint64_t)load_u32(p + 4, g->big) << 32 | load_u32(p + 8, g->big));
	f->number = ++r->number;
	f->link = i->link;
	f->interface = (uint32_t)(g->section + k);
	r->interfaces[g->section + k].frames++;
	w->at += body.left + BLOCK_MIN;
	return true;
}

uint64_t pcapng_packet_id(const struct reader *r, const struct frame *f)
{
	const struct pcapng *g = r->state;
	if (f->time == TIME_NONE) /* a simple packet has no options, nor so long a header */
		return 0;
	const uint8_t *block = f->data - PACKET_MIN + 4;
	if (load_u32(block, g->big) != BLOCK_PACKET)
		return 0;
	size_t used = 28 + padded(f->captured), length = load_u32(block + 4, g->big);
	struct bytes b = bytes_of(block, length > BLOCK_MIN ? length - 4 : 0);
	bytes_skip(&b, used);
	while (!b.failed && b.left >= 4) {
		const uint8_t *head = bytes_take(&b, 4);
		uint16_t code = load_u16(head, g->big), n = load_u16(head + 2, g->big);
		const uint8_t *value = bytes_take(&b, padded(n));
		if (!value || code == OPTION_END)
			return 0;
		if (code == OPTION_PACKET_ID && n == 8)
			return g->big ? load_be64(value) : load_le64(value);
	}
	return 0;
}

static bool take_simple(struct reader *r, struct window *w, const struct pcapng *g, struct frame *f)
{
	struct bytes body;
	if (!block_at(r, w, g->big, SIMPLE_MIN, &body))
		return false;
	if (g->described == 0)
		return no_interface(r, 0);
	const struct interface *i = &g->interfaces[g->section];
	uint32_t original = load_u32(body.at, g->big), captured = original;
	if (i->snaplen && captured > i->snaplen)
		captured = i->snaplen;
	if (captured > body.left - 4)
		return too_long(r, captured, body.left - 4);
	f->data = body.at + 4;
	f->captured = captured;
	f->original = original;
	f->time = TIME_NONE;
	f->number = ++r->number;
	f->link = i->link;
	f->interface = (uint32_t)g->section;
	r->interfaces[g->section].frames++;
	w->at += body.left + BLOCK_MIN;
	return true;
}

/* Blocks without a frame that Wireshark gives a number nevertheless. */
static bool is_numbered(uint32_t type)
{
	return type == BLOCK_JOURNAL || type == BLOCK_EVENT || type == BLOCK_EVENT_2 ||
	    type == BLOCK_EVENT_LARGE || type == BLOCK_CUSTOM || type == BLOCK_CUSTOM_PRIVATE;
}

/* Blocks that hold no frame. Large ones are passed over up to the second length, without being
 * gathered. */
static bool take_other(struct reader *r, struct window *w, struct pcapng *g)
{
	uint32_t length = load_u32(w->at + 4, g->big);
	size_t whole = padded(length);
	struct bytes body;
	if (whole <= LIMIT_READ_BLOCK || whole > LIMIT_RECORD || r->last) {
		if (!block_at(r, w, g->big, BLOCK_MIN, &body))
			return false;
		r->number += is_numbered(load_u32(w->at, g->big));
		w->at += whole;
		return true;
	}
	r->skip = whole - 4;
	g->passed = length;
	g->numbered = is_numbered(load_u32(w->at, g->big));
	return false;
}

/* The second length of a block that was passed over. */
static bool take_passed(struct reader *r, struct window *w, const struct pcapng *g)
{
	uint32_t length = g->passed;
	r->need = 4;
	if (window_left(w) < 4)
		return false;
	uint32_t trailing = load_u32(w->at, g->big);
	if (trailing != length && trailing != padded(length)) {
		reader_damage(r, "a block of %u bytes ends as one of %u", length, trailing);
		return false;
	}
	r->behind = 0;
	r->number += g->numbered;
	w->at += 4;
	return true;
}

static size_t pcapng_walk(struct reader *r, struct window *w, struct frame *frames, size_t max)
{
	struct pcapng *g = r->state;
	size_t n = 0;
	for (bool on = !r->behind || take_passed(r, w, g); on && n < max;) {
		if (window_left(w) < 8) {
			r->need = 8;
			break;
		}
		uint32_t type = load_u32(w->at, g->big);
		if (likely(type == BLOCK_PACKET || type == BLOCK_PACKET_OBSOLETE)) {
			on = take_packet(r, w, g, &frames[n]);
			n += on;
		} else if (type == BLOCK_PACKET_SIMPLE) {
			on = take_simple(r, w, g, &frames[n]);
			n += on;
		} else if (type == BLOCK_SECTION) {
			on = take_section(r, w, g);
		} else if (type == BLOCK_INTERFACE) {
			on = take_interface(r, w, g);
		} else {
			on = take_other(r, w, g);
		}
	}
	return n;
}

static bool is_known(uint32_t type)
{
	return (type >= BLOCK_INTERFACE && type <= BLOCK_SECRETS && type != 7 && type != 8) ||
	    (type >= 0x201 && type <= BLOCK_EVENT_LARGE) || type == BLOCK_CUSTOM ||
	    type == BLOCK_CUSTOM_PRIVATE;
}

/* The least that a packet says of itself. */
static bool holds_packet(const uint8_t *at, uint32_t type, uint32_t length, bool big)
{
	if (type != BLOCK_PACKET && type != BLOCK_PACKET_OBSOLETE)
		return true;
	return length >= PACKET_MIN && load_u32(at + 20, big) <= length - PACKET_MIN;
}

static uint64_t pcapng_guess(const struct reader *r, struct bytes b, struct resync_run *run)
{
	const struct pcapng *g = r->state;
	if (b.left < BLOCK_MIN)
		return 0;
	if (run->count == 0) {
		run->big = g->big;
		run->proof = PROOF;
	}
	if (load_be32(b.at) == BLOCK_SECTION) {
		run->big = load_be32(b.at + 8) == ORDER_MAGIC;
		if (!run->big && load_le32(b.at + 8) != ORDER_MAGIC)
			return 0;
	} else if (!is_known(load_u32(b.at, run->big))) {
		return 0;
	}
	uint32_t type = load_u32(b.at, run->big), length = load_u32(b.at + 4, run->big);
	if (length < BLOCK_MIN || length % 4 || length > RESYNC_RECORD ||
	    (type == BLOCK_SECTION && length < 28) || (type == BLOCK_INTERFACE && length < 20) ||
	    (b.left >= 28 && !holds_packet(b.at, type, length, run->big)))
		return 0;
	if (length <= b.left && load_u32(b.at + length - 4, run->big) != length)
		return 0;
	return length;
}

static void pcapng_end(struct reader *r)
{
	struct pcapng *g = r->state;
	if (g)
		free(g->interfaces);
	free(g);
}

const struct reader_format pcapng_format = { "block", pcapng_recognise, pcapng_begin, pcapng_walk,
	pcapng_end, pcapng_guess };
