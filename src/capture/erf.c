/*
 * ERF files: Endace's Extensible Record Format. There is no file header and no magic: a file is
 * taken for ERF when its first records make sense one after the other.
 */
#include <config.h>

#include <stdlib.h>

#include "base/time.h"
#include "capture/reader.h"
#include "capture/unpack.h"

enum {
	RECORD = 16,
	EXTENSION = 8,
	TYPES = 30, /* known ones are below */
	TYPE_AAL5 = 4,
	TYPE_MC_AAL5 = 9,
	TYPE_META = 27,
	TYPE_PAD = 48,
	ATM_HEADER = 4,
	PROOF = 3,      /* whole records that make a file ERF, where it does not end before that */
	LOOKED_AT = 20, /* records */
	ROOM_MOST = 80, /* bytes of padding: records of old cards have a fixed size */
	SECONDS_FIRST = 631152000, /* 1990 */
};

#define SECONDS_LAST 4102444800u /* 2100 */
#define SECONDS_AHEAD (366u * 86400)
#define HDLC UINT32_MAX /* one of several link types, by the frame's first bytes */

struct type {
	bool known;
	uint8_t more; /* bytes between the record's header and the frame */
	uint32_t link;
};

/* Others are handed out as link types of their own. */
static const struct type types[TYPES] = {
	[1] = { true, 0, HDLC },
	[2] = { true, 2, 1 },
	[3] = { true, 0, LINK_ERF | 3 },
	[TYPE_AAL5] = { true, ATM_HEADER, 100 },
	[5] = { true, 4, HDLC },
	[6] = { true, 4, LINK_ERF | 6 },
	[7] = { true, 4, LINK_ERF | 7 },
	[8] = { true, 4, LINK_ERF | 8 },
	[TYPE_MC_AAL5] = { true, 4 + ATM_HEADER, 100 },
	[10] = { true, 0, HDLC },
	[11] = { true, 2, 1 },
	[12] = { true, 4, LINK_ERF | 12 },
	[13] = { true, 0, LINK_ERF | 13 },
	[14] = { true, 0, LINK_ERF | 14 },
	[15] = { true, 0, HDLC },
	[16] = { true, 2, 1 },
	[17] = { true, 4, HDLC },
	[18] = { true, 4, LINK_ERF | 18 },
	[19] = { true, 0, HDLC },
	[20] = { true, 2, 1 },
	[21] = { true, 0, 247 },
	[22] = { true, 0, 228 },
	[23] = { true, 0, 229 },
	[24] = { true, 0, LINK_ERF | 24 },
	[25] = { true, 0, LINK_ERF | 25 },
	[TYPE_META] = { true, 0, LINK_ERF | TYPE_META },
	[28] = { true, 0, LINK_ERF | 28 },
	[29] = { true, 0, LINK_ERF | 29 },
};

/* Bytes before the frame: header, extension headers, and what the type has more; 0 where that is
 * more than the record has. */
static size_t before_frame(struct bytes record)
{
	const uint8_t *at = bytes_take(&record, RECORD);
	if (!at)
		return 0;
	uint8_t type = at[8] & 0x7f;
	size_t n = RECORD;
	for (uint8_t more = at[8]; more & 0x80; n += EXTENSION) {
		const uint8_t *extension = bytes_take(&record, EXTENSION);
		if (!extension)
			return 0;
		more = extension[0];
	}
	size_t rest = type < TYPES ? types[type].more : 0;
	return rest <= record.left ? n + rest : 0;
}

static bool is_likely(struct bytes record, uint32_t *seconds)
{
	uint8_t type = record.at[8] & 0x7f;
	uint32_t previous = *seconds, now = load_le32(record.at + 4);
	/* These may well have no time. */
	if (type == TYPE_PAD || (type == TYPE_META && load_le64(record.at) == 0))
		return true;
	*seconds = now;
	if (type >= TYPES || !types[type].known || now < SECONDS_FIRST || now > SECONDS_LAST)
		return false;
	/* Ports of a card are not in strict order. */
	if (previous && (now + 1 < previous || now > previous + SECONDS_AHEAD))
		return false;
	size_t n = before_frame(record);
	return n > 0 && record.left - n <= (size_t)load_be16(record.at + 14) + ROOM_MOST;
}

static bool erf_recognise(struct bytes head)
{
	const struct bytes start = head;
	bool all = head.left < SOURCE_HEAD; /* nothing more comes */
	uint32_t seconds = 0;
	int good = 0;
	for (int i = 0; i < LOOKED_AT && head.left >= RECORD; i++) {
		const uint8_t *at = head.at;
		struct bytes record = bytes_sub(&head, load_be16(at + 10));
		if (record.failed)
			return good >= PROOF;
		if (record.left < RECORD || !is_likely(record, &seconds))
			return false;
		good += (at[8] & 0x7f) != TYPE_PAD;
	}
	if (good >= PROOF)
		return true;
	/* One or two records to the end may be chance: what begins as another format is that. */
	return good > 0 && all && head.left == 0 && !unpack_kind(start) && !known_otherwise(start);
}

static void erf_begin(struct reader *r, struct window *w)
{
	(void)w;
	static char state; /* records say all */
	r->name = "erf";
	r->state = &state;
}

/* HDLC as packet over SONET has it: PPP with or without its address, or Cisco's. */
static uint32_t hdlc_link(const struct frame *f)
{
	unsigned start = f->captured >= 2 ? load_be16(f->data) : 0;
	if (start == 0xff03)
		return 50;
	return start == 0x0021 || start == 0x0057 || start == 0xc021 || start == 0x8021 ? 9 : 104;
}

static int64_t time_of(const uint8_t *at)
{
	uint64_t fraction = load_le32(at), half = UINT64_C(1) << 31;
	return load_le32(at + 4) * NS_PER_SECOND +
	    (int64_t)((fraction * NS_PER_SECOND + half) >> 32);
}

/* The frame of a whole record. What of the ATM header is on the wire counts in both lengths. */
static bool take_frame(struct reader *r, struct bytes record, struct frame *f)
{
	const uint8_t *at = record.at;
	uint8_t type = at[8] & 0x7f;
	size_t n = before_frame(record);
	if (n == 0) {
		reader_damage(r, "a record of %zu bytes with headers of more", record.left);
		return false;
	}
	uint32_t original = load_be16(at + 14), atm = 0;
	if (type == TYPE_AAL5 || type == TYPE_MC_AAL5)
		atm = ATM_HEADER;
	original = original > atm ? original - atm : 0;
	size_t room = record.left - n;
	f->data = at + n;
	f->captured = room < original ? (uint32_t)room : original;
	f->original = original;
	f->time = time_of(at);
	f->link = LINK_ERF | type;
	if (type < TYPES && types[type].known)
		f->link = types[type].link == HDLC ? hdlc_link(f) : types[type].link;
	f->number = ++r->number;
	f->interface = (uint32_t)reader_interface_of(r, f->link);
	r->interfaces[f->interface].frames++;
	return true;
}

static size_t erf_walk(struct reader *r, struct window *w, struct frame *frames, size_t max)
{
	size_t n = 0;
	while (n < max) {
		size_t left = window_left(w);
		r->need = RECORD;
		if (left < RECORD)
			break;
		uint8_t type = w->at[8] & 0x7f;
		size_t length = load_be16(w->at + 10);
		if (length < RECORD || type == 0) {
			reader_damage(
			    r, "a record of type %u and %zu bytes is not possible", type, length);
			break;
		}
		r->need = length;
		if (left < length)
			break;
		/* Descriptions of the capture have a number in Wireshark, padding has none. */
		if (type == TYPE_META)
			r->number++;
		else if (type != TYPE_PAD && !take_frame(r, bytes_of(w->at, length), &frames[n]))
			break;
		else
			n += type != TYPE_PAD;
		w->at += length;
	}
	return n;
}

static void erf_end(struct reader *r)
{
	(void)r;
}

const struct reader_format erf_format = { "record", erf_recognise, erf_begin, erf_walk, erf_end,
	NULL };
