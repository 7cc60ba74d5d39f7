/*
 * Microsoft Network Monitor captures, 1.x ("RTSS") and 2.x ("GMBU"), as Network Monitor 3's help
 * has them. The header says where a table of the frames' offsets stands. Frames are read as they
 * stand behind the header, up to that table, without seeking; the table is then compared, so that
 * a file whose frames stand in another order, or with holes between them, is reported.
 */
#include <config.h>

#include <stdlib.h>

#include "base/hash.h"
#include "base/time.h"
#include "capture/reader.h"

enum {
	HEADER = 128,
	MEDIA_MOST = 64, /* different media types in one file */
	MEDIA_PCAP = 0xe000,
	MEDIA_PCAP_OTHER = 0xe080, /* to 0xe08a: Message Analyzer's own */
	MEDIA_PCAP_OTHER_LAST = 0xe08a,
	MEDIA_ADAPTERS_EX = 0xfffb, /* numbered by Wireshark, but no frame */
	MEDIA_PAYLOAD = 0xfffc,     /* from here to 0xfffe neither */
	MEDIA_FILTER = 0xffff,
};

#define CONVERT "editcap -F pcapng FILE OUT.pcapng sorts that out"
#define FILETIME_1970 UINT64_C(116444736000000000)

struct netmon {
	uint8_t major, minor;
	uint32_t record;         /* bytes before a frame */
	uint32_t trailer;        /* and behind it */
	uint16_t media;          /* of the file, before 2.1 */
	int64_t start;           /* ns */
	uint64_t offset;         /* in the file, of what is read next */
	uint64_t frames_end;     /* where the frames end; UINT64_MAX: where the file does */
	uint64_t table, entries; /* of the frame table; 0: there is none */
	uint64_t seen, walked;   /* frames, and their offsets hashed */
	uint64_t read, listed;   /* entries of the table, and those hashed */
};

static bool netmon_recognise(struct bytes head)
{
	const uint8_t *p = bytes_take(&head, 4);
	return p &&
	    (text_is(text_bytes(p, 4), TEXT("RTSS")) || text_is(text_bytes(p, 4), TEXT("GMBU")));
}

/* Days since 1970 of a Gregorian date: years that begin in March, as the leap day ends them. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
	year -= month <= 2;
	int64_t from_march = (month + 9) % 12;
	return 365 * year + year / 4 - year / 100 + year / 400 + (153 * from_march + 2) / 5 + day -
	    1 - 719468;
}

/* A SYSTEMTIME, in a zone that the file does not name: taken for UTC. TIME_NONE where it is none. */
static int64_t start_of(const uint8_t *p)
{
	uint16_t year = load_le16(p), month = load_le16(p + 2), day = load_le16(p + 6);
	if (year < 1970 || year > 2261 || month < 1 || month > 12 || day > 31 ||
	    load_le16(p + 8) > 23)
		return TIME_NONE;
	int64_t days = days_of(year, month, day);
	int64_t seconds = days * 86400 + load_le16(p + 8) * INT64_C(3600) +
	    load_le16(p + 10) * INT64_C(60) + load_le16(p + 12);
	return seconds * NS_PER_SECOND + load_le16(p + 14) * INT64_C(1000000);
}

/* The nearest of the tables that stand behind the frames. */
static uint64_t frames_end(const struct netmon *m, const uint8_t *head)
{
	uint64_t end = m->table ? m->table : UINT64_MAX;
	bool described = m->major == 2 && m->minor >= 2;
	static const struct {
		size_t at;
		uint8_t minor;
	} rows[] = { { 40, 2 }, { 48, 2 }, { 56, 3 } };
	for (size_t i = 0; described && i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t at = load_le32(head + rows[i].at);
		bool there = m->minor >= rows[i].minor && load_le32(head + rows[i].at + 4) > 0;
		if (there && at >= HEADER && at < end)
			end = at;
	}
	return end;
}

static void netmon_begin(struct reader *r, struct window *w)
{
	const uint8_t *head = w->at;
	r->name = head[0] == 'R' ? "netmon 1" : "netmon 2";
	if (window_left(w) < HEADER) {
		reader_damage(
		    r, "the file header is cut (wants %d bytes, has %zu)", HEADER, window_left(w));
		return;
	}
	static const uint8_t trailers[] = { 0, 2, 6, 15 };
	struct netmon m = { .minor = head[4],
		.major = head[5],
		.media = load_le16(head + 6),
		.start = start_of(head + 8),
		.offset = HEADER,
		.table = load_le32(head + 24),
		.entries = load_le32(head + 28) / 4 };
	m.record = m.major == 1 ? 8 : 16;
	if (m.major == 2)
		m.trailer = trailers[m.minor < 3 ? m.minor : 3];
	if (m.major < 1 || m.major > 2) {
		reader_damage(r, "Network Monitor version %u.%u is not known", m.major, m.minor);
		return;
	}
	if (m.table && m.table < HEADER) {
		reader_damage(r, "a frame table at byte %llu, in the file header",
		    (unsigned long long)m.table);
		return;
	}
	m.frames_end = frames_end(&m, head);
	r->state = xmalloc(sizeof(m));
	*(struct netmon *)r->state = m;
	w->at += HEADER;
}

static uint32_t link_of(const struct netmon *m, uint16_t media)
{
	/* NDIS WAN (4), 802.11 (6) and others have headers of their own before the frame. */
	static const uint32_t links[] = { 1, 1, 6, 10, LINK_NETMON | 4, LINK_NETMON | 5,
		LINK_NETMON | 6, 101, 101, 101 };
	if (media < sizeof(links) / sizeof(links[0]))
		return links[media];
	bool other = media >= MEDIA_PCAP_OTHER && media <= MEDIA_PCAP_OTHER_LAST;
	if (m->trailer && (media & 0xf000) == MEDIA_PCAP && !other)
		return media & 0x0fffu;
	return LINK_NETMON | media;
}

/* The distance from the start is said to be unsigned, but becomes a signed count of 100 ns. */
static int64_t time_of(const struct netmon *m, const uint8_t *at, const uint8_t *trailer)
{
	if (m->start == TIME_NONE && (m->major == 1 || m->minor < 3))
		return TIME_NONE;
	if (m->major == 1)
		return m->start + load_le32(at) * INT64_C(1000000);
	uint64_t ticks = load_le64(at) * 10;
	int64_t base = m->start;
	if (m->trailer && m->minor >= 3) {
		ticks = load_le64(trailer + 6) - FILETIME_1970;
		base = 0;
	}
	int64_t t;
	if (__builtin_mul_overflow((int64_t)ticks, INT64_C(100), &t) ||
	    __builtin_add_overflow(base, t, &t))
		return TIME_NONE;
	return t;
}

static uint64_t hash_offset(uint64_t hash, uint64_t offset)
{
	return hash_mix(hash ^ offset);
}

static bool no_frame(struct reader *r, uint32_t captured)
{
	reader_damage(r,
	    "a frame of %u bytes is not possible here, or the frames do not follow each other: " CONVERT,
	    captured);
	return false;
}

/* What stands at the window's start, and its length with header and trailer; false where it is
 * not all there, or is no frame. */
static bool frame_at(struct reader *r, const struct window *w, struct netmon *m, struct frame *f,
    uint16_t *media, size_t *whole)
{
	r->need = m->record;
	if (m->record + m->trailer > m->frames_end - m->offset)
		return no_frame(r, 0);
	if (window_left(w) < m->record)
		return false;
	const uint8_t *at = w->at;
	uint32_t original = m->major == 1 ? load_le16(at + 4) : load_le32(at + 8);
	uint32_t captured = m->major == 1 ? load_le16(at + 6) : load_le32(at + 12);
	*whole = (size_t)m->record + captured + m->trailer;
	if (captured > LIMIT_RECORD || *whole > m->frames_end - m->offset)
		return no_frame(r, captured);
	if (*whole > window_left(w)) {
		r->need = *whole;
		return false;
	}
	const uint8_t *trailer = at + m->record + captured;
	*media = m->trailer ? load_le16(trailer) : m->media;
	f->data = at + m->record;
	f->captured = captured;
	f->original = original > captured ? original : captured;
	f->time = time_of(m, at, trailer);
	f->link = link_of(m, *media);
	return true;
}

/* The next frame; *n counts it. Descriptions of the capture among the frames are none. */
static bool take_frame(
    struct reader *r, struct window *w, struct netmon *m, struct frame *f, size_t *n)
{
	uint16_t media;
	size_t whole;
	if (!frame_at(r, w, m, f, &media, &whole))
		return false;
	bool counted = !m->trailer || media < MEDIA_PAYLOAD || media == MEDIA_FILTER;
	bool given = !m->trailer || media < MEDIA_ADAPTERS_EX;
	if (given) {
		size_t i = reader_interface_of(r, f->link);
		if (i == MEDIA_MOST) {
			reader_damage(r, "more than %d media types", MEDIA_MOST);
			return false;
		}
		f->interface = (uint32_t)i;
		r->interfaces[i].frames++;
	}
	r->number += counted;
	f->number = r->number;
	*n += given;
	m->walked = hash_offset(m->walked, m->offset);
	m->seen++;
	m->offset += whole;
	w->at += whole;
	return true;
}

/* From the end of the frames to the table, through it, and to the end of the file. */
static void take_table(struct reader *r, struct window *w, struct netmon *m)
{
	if (m->offset < m->table) {
		r->skip = m->table - m->offset;
		m->offset = m->table;
		return;
	}
	while (m->read < m->entries && window_left(w) >= 4) {
		m->listed = hash_offset(m->listed, load_le32(w->at));
		m->read++;
		w->at += 4;
	}
	r->need = 4;
	if (m->read < m->entries)
		return;
	r->unfinished = false;
	if (m->seen != m->entries)
		reader_damage(r, "%llu frames, but %llu in the frame table: " CONVERT,
		    (unsigned long long)m->seen, (unsigned long long)m->entries);
	else if (m->listed != m->walked)
		reader_damage(r,
		    "the frame table has the frames in another order, by which Wireshark numbers "
		    "them: " CONVERT);
	else {
		w->at = w->end;
		r->need = 1;
	}
}

static size_t netmon_walk(struct reader *r, struct window *w, struct frame *frames, size_t max)
{
	struct netmon *m = r->state;
	size_t n = 0;
	bool on = true;
	r->behind = 0; /* what was passed over was not looked at, and is no damage */
	r->unfinished = m->table != 0 && (m->read < m->entries || m->offset < m->table);
	while (on && n < max && m->offset < m->frames_end)
		on = take_frame(r, w, m, &frames[n], &n);
	/* What is to be skipped is so only when no frame is given. */
	if (on && n == 0)
		take_table(r, w, m);
	return n;
}

static void netmon_end(struct reader *r)
{
	free(r->state);
}

const struct reader_format netmon_format = { "frame", netmon_recognise, netmon_begin, netmon_walk,
	netmon_end, NULL };
