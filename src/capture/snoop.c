/*
 * snoop files: RFC 1761, with the data link types of Solaris's dlpi.h, and those of Shomiti
 * (Finisar) Surveyor, which has numbers of its own and 16 bytes more behind each frame.
 */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "capture/reader.h"

enum {
	HEADER = 16,
	RECORD = 24,
	VERSION_LAST = 5,     /* 3 to 5: Surveyor with hardware of Shomiti */
	SHOMITI_TRAILER = 16, /* no other writer pads that much */
	SHOMITI_WIRELESS = 18,
	WIRELESS_MIN = 12, /* of the header before a wireless frame */
};

struct snoop {
	uint32_t link;
	bool shomiti, wireless;
	bool begun; /* the first record told which of the two it is */
	uint32_t type;
};

struct link_row {
	uint32_t type, link;
};

/* 18 is SunATM's: the four bytes before its frames are those of LINKTYPE_SUNATM. */
static const struct link_row solaris_links[] = {
	{ 0, 1 },
	{ 2, 6 },
	{ 4, 1 },
	{ 8, 10 },
	{ 9, 0 },
	{ 14, 0 },
	{ 16, 122 },
	{ 18, 123 },
	{ 0x80000001, 228 },
	{ 0x80000002, 229 },
	{ 0x80000005, 226 },
};

static const struct link_row shomiti_links[] = {
	{ 0, 1 },
	{ 2, 6 },
	{ 4, 1 },
	{ 8, 10 },
	{ 10, 1 },
	{ 11, 6 },
	{ 12, 1 },
	{ 13, 6 },
	{ 14, 6 },
	{ SHOMITI_WIRELESS, 105 },
	{ 19, 1 },
};

static uint32_t link_of(const struct link_row *rows, size_t n, uint32_t type)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].type == type)
			return rows[i].link;
	return LINK_SNOOP | (type & 0xffff);
}

static bool snoop_recognise(struct bytes head)
{
	const uint8_t *p = bytes_take(&head, 8);
	return p && text_is(text_bytes(p, 8), TEXT("snoop\0\0\0"));
}

static void snoop_begin(struct reader *r, struct window *w)
{
	r->name = "snoop";
	if (window_left(w) < HEADER) {
		reader_damage(
		    r, "the file header is cut (wants %d bytes, has %zu)", HEADER, window_left(w));
		return;
	}
	uint32_t version = load_be32(w->at + 8);
	if (version < 2 || version > VERSION_LAST) {
		reader_damage(r, "snoop version %u is not known", version);
		return;
	}
	struct snoop *s = xcalloc(1, sizeof(*s));
	s->type = load_be32(w->at + 12);
	r->state = s;
	w->at += HEADER;
}

/* By the first record's header; without any, the numbers are those of Solaris. */
static void take_kind(struct reader *r, struct snoop *s, uint32_t captured, uint32_t record)
{
	s->begun = true;
	s->shomiti = record >= RECORD && record - RECORD >= captured &&
	    record - RECORD - captured >= SHOMITI_TRAILER;
	s->wireless = s->shomiti && s->type == SHOMITI_WIRELESS;
	if (s->shomiti) {
		s->link = link_of(
		    shomiti_links, sizeof(shomiti_links) / sizeof(shomiti_links[0]), s->type);
		r->name = "snoop (Shomiti)";
	} else {
		s->link = link_of(
		    solaris_links, sizeof(solaris_links) / sizeof(solaris_links[0]), s->type);
	}
	reader_interface_of(r, s->link);
}

/* The header before a wireless frame: its length without the first four bytes is in the fourth. */
static bool take_wireless(struct reader *r, struct frame *f)
{
	uint32_t n = f->captured >= WIRELESS_MIN ? f->data[3] + 4u : 0;
	if (n < WIRELESS_MIN || n > f->captured) {
		reader_damage(r, "a wireless frame whose header does not fit");
		return false;
	}
	f->data += n;
	f->captured -= n;
	f->original -= n;
	return true;
}

static bool take_record(struct reader *r, struct window *w, struct snoop *s, struct frame *f)
{
	const uint8_t *at = w->at;
	uint32_t original = load_be32(at), captured = load_be32(at + 4);
	uint32_t record = load_be32(at + 8);
	if (!s->begun)
		take_kind(r, s, captured, record);
	if (record > LIMIT_RECORD || record < RECORD || record - RECORD < captured) {
		reader_damage(
		    r, "a record of %u bytes with a frame of %u is not possible", record, captured);
		return false;
	}
	if (record > window_left(w)) {
		r->need = record;
		return false;
	}
	*f = (struct frame) { .data = at + RECORD,
		.captured = captured,
		.original = original > captured ? original : captured,
		.time = load_be32(at + 16) * NS_PER_SECOND + load_be32(at + 20) * INT64_C(1000),
		.link = s->link };
	if (s->wireless && !take_wireless(r, f))
		return false;
	f->number = ++r->number;
	w->at += record;
	return true;
}

static size_t snoop_walk(struct reader *r, struct window *w, struct frame *frames, size_t max)
{
	struct snoop *s = r->state;
	size_t n = 0;
	while (n < max) {
		if (window_left(w) < RECORD) {
			r->need = RECORD;
			break;
		}
		if (!take_record(r, w, s, &frames[n]))
			break;
		n++;
	}
	if (n)
		r->interfaces[0].frames += n;
	return n;
}

static void snoop_end(struct reader *r)
{
	free(r->state);
}

const struct reader_format snoop_format = { "record", snoop_recognise, snoop_begin, snoop_walk,
	snoop_end, NULL };
