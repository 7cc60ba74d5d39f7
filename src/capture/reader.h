/*
 * What a capture format is: a row of functions over memory. A reader walks a window, points
 * frames into it, and says why it stopped; it never reads files. Who calls it brings more bytes,
 * or knows that there are none.
 */
#ifndef TS_CAPTURE_READER_H
#define TS_CAPTURE_READER_H

#include "base/bytes.h"
#include "base/memory.h"
#include "capture/capture.h"
#include "capture/resync.h"
#include "capture/source.h"

struct reader {
	const struct reader_format *format;
	void *state;                          /* the format's own */
	const char *name;                     /* as capture_input.format */
	uint64_t number;                      /* of the last frame, as Wireshark counts */
	struct capture_interface *interfaces; /* in order of appearance */
	size_t interface_count, interface_room;
	struct arena names; /* of interfaces */

	/* Why a walk stopped before it had given the most it might. */
	size_t need;   /* bytes that must stand in the window to go on */
	uint64_t skip; /* bytes to pass over unseen, then it goes on */
	uint64_t
	    behind; /* so many were passed over: the walk clears it when all is well with them */
	char what[160]; /* damage at the window's start less behind, "" for none */
	uint64_t
	    known; /* behind damage: the next record begins so many bytes on; 0: it is searched */
	bool over; /* nothing is searched for behind this damage */
	bool last; /* the window holds all that is left of the input (set by the reader) */
	/* For marks: the last section that began, and interfaces before it. at: in this walk. */
	const uint8_t *section_at;
	uint64_t section;
	size_t section_interfaces;
	bool unfinished; /* more must follow: an end of the source is damage */
};

/* Frames without a LINKTYPE_ number: the format, and its own number in the lower 16 bits. */
enum { LINK_SNOOP = 0x10000, LINK_NETMON = 0x20000, LINK_ERF = 0x30000 };

struct reader_format {
	const char *unit; /* "record", "block" */
	/* By the first bytes of the input; all that there are, where they are few. */
	bool (*recognise)(struct bytes head);
	/* Takes the head into r->state and r->name (the window stands at the input's start and is
	 * moved behind what belongs to the file), or sets r->what. */
	void (*begin)(struct reader *r, struct window *w);
	/* Frames until max are given (data, captured, original, time, number, link) or it stops. */
	size_t (*walk)(struct reader *r, struct window *w, struct frame *frames, size_t max);
	void (*end)(struct reader *r);
	/* The size of the record that b may begin with (it may be longer than b), by its header and
	 * the run of records before it; 0 if that makes no sense. NULL: what is behind damage is not
	 * searched in this format. b is shorter than a header only at the end of the input. */
	uint64_t (*guess)(const struct reader *r, struct bytes b, struct resync_run *run);
};

extern const struct reader_format pcap_format;
extern const struct reader_format pcapng_format;
extern const struct reader_format snoop_format;
extern const struct reader_format netmon_format;
extern const struct reader_format erf_format;

/* The reader for that head, or NULL. reader_free() frees it, and its interfaces and their names
 * unless somebody took them and cleared the members. */
struct reader *reader_new(struct bytes head);
void reader_free(struct reader *r);

/* One more interface; its number. */
size_t reader_add_interface(struct reader *r, uint32_t link, uint32_t snaplen, struct text name);

/* The number of the interface with that link type, added where there is none yet: for formats that
 * say it with every frame. */
size_t reader_interface_of(struct reader *r, uint32_t link);

/* Sets r->what. */
void reader_damage(struct reader *r, const char *format, ...) ATTR_FORMAT(2, 3);

/* The next frames, at least one, all of one block of s (s->block); 0 where the reading ends: then
 * r->what says what the damage at reader_offset() is, or is "". */
size_t reader_next(struct reader *r, struct source *s, struct frame *frames, size_t max);

/* After damage: searches for the next record. True: the reading goes on, reader_offset() says from
 * where, and all up to there is lost. False: nothing behind the damage can be read; what and
 * reader_offset() say the same as before. */
bool reader_resume(struct reader *r, struct source *s);

/* Where it stands now as a mark, but for the time. */
struct capture_mark reader_mark(const struct reader *r, const struct source *s);

/* Goes on from a mark, in a source that seeks. False where what the mark needs is not there. */
bool reader_go_to(struct reader *r, struct source *s, const struct capture_mark *mark);

/* Where the reading stands: at what it could not use. */
static inline uint64_t reader_offset(const struct reader *r, const struct source *s)
{
	return source_offset(s) - r->behind;
}

/* What a file is that starts so and is not read here ("gzip: …"), or NULL. */
const char *known_otherwise(struct bytes head);

#endif
