/* Keeps frames as evidence. */
#include <config.h>

#include "scan/save.h"

#include <errno.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/intern.h"
#include "base/memory.h"
#include "base/time.h"
#include "capture/pcapng_write.h"
#include "scan/decisions.h"
#include "scan/spool.h"

enum {
	LINK_MOST = UINT16_MAX,
	LINK_USER15 = 162,
	ENDED_MOST = 1 << 20, /* kept flows that ended and still have frames waiting */
};

/* The flow that a fragment is until its own is known; those of the flow table stay below. */
#define PIECE(seq) (UINT64_C(1) << 63 | (seq))

#define SPOOL_MOST ((uint64_t)UINT32_MAX * sizeof(struct waiting)) /* a flow counts in 32 bits */

/* Frames of one interface and one link type become one interface of the file. */
struct interface_key {
	uint32_t input, interface, link;
};

struct interface {
	uint32_t link, snaplen;
	struct text name;
	uint32_t number; /* in the file, UINT32_MAX before its first frame is written */
};

struct saver {
	struct pcapng_writer *to;
	struct spool *spool; /* NULL: all frames are kept */
	char *path;
	struct decisions decisions;
	size_t ended; /* of them: kept and ended */
	uint64_t written, lost;
	struct intern *keys; /* of interfaces */
	struct interface *interfaces;
	size_t interface_room;
	struct arena names;
	struct interface_key last_key;
	uint32_t last;
};

struct saver *saver_new(const struct save_options *options, struct fault *f)
{
	struct spool *spool = NULL;
	uint64_t size = options->spool < SPOOL_MOST ? options->spool : SPOOL_MOST;
	if (!options->all && !(spool = spool_new(options->path, size, f)))
		return NULL;
	struct pcapng_writer *to = pcapng_write_begin(options->path, options->force, f);
	if (!to) {
		spool_free(spool);
		return NULL;
	}
	struct saver *s = xcalloc(1, sizeof(*s));
	s->to = to;
	s->spool = spool;
	s->path = xstrdup(options->path);
	s->keys = intern_new(&(struct hash_key) { 0, 0 });
	s->last = UINT32_MAX;
	return s;
}

/* --- interfaces */

static struct text name_of(
    struct arena *arena, const struct capture_input *in, const char *own, uint32_t link)
{
	struct buf name;
	buf_init(&name, SIZE_MAX / 2);
	buf_add(&name, text_of(in->name));
	if (own[0] && strcmp(own, in->name) != 0)
		buf_format(&name, ": %s", own);
	if (link > LINK_MOST)
		buf_format(&name, " (%s)", link_name(link));
	struct text copy = arena_text(arena, buf_text(&name));
	buf_free(&name);
	return copy;
}

static struct interface describe(
    struct arena *names, const struct capture_input *in, const struct interface_key *key)
{
	static const struct capture_interface unknown = { .name = "" };
	const struct capture_interface *i =
	    key->interface < in->interface_count ? &in->interfaces[key->interface] : &unknown;
	/* What pcapng has no number for is told by the name. */
	return (struct interface) { .link = key->link > LINK_MOST ? LINK_USER15 : key->link,
		.snaplen = i->snaplen,
		.name = name_of(names, in, i->name, key->link),
		.number = UINT32_MAX };
}

static uint32_t interface_of(
    struct saver *s, const struct capture_input *in, const struct frame *frame)
{
	const struct interface_key key = { frame->input, frame->interface, frame->link };
	if (s->last != UINT32_MAX && memcmp(&key, &s->last_key, sizeof(key)) == 0)
		return s->last;
	bool fresh;
	uint32_t n = intern_add(s->keys, text_bytes((const uint8_t *)&key, sizeof(key)), &fresh);
	if (fresh) {
		s->interfaces = grow(s->interfaces, n, &s->interface_room, sizeof(*s->interfaces));
		s->interfaces[n] = describe(&s->names, in, &key);
	}
	s->last_key = key;
	s->last = n;
	return n;
}

/* --- what is decided */

/* The format has no word for a frame without a time, nor for one before 1970. */
static struct text comment_of(int64_t time, char room[TIME_TEXT])
{
	if (time >= 0)
		return (struct text) { NULL, 0 };
	if (time == TIME_NONE)
		return TEXT("no time");
	return (struct text) { room, time_text(time, room) };
}

/* So that who has the case finds the frame again. */
static uint64_t id_of(const struct frame *frame)
{
	return (uint64_t)frame->input << PCAPNG_ID_INPUT | (frame->number & PCAPNG_ID_NUMBER);
}

static void write_frame(struct saver *s, uint32_t interface, const struct frame *frame)
{
	char room[TIME_TEXT];
	struct interface *i = &s->interfaces[interface];
	if (i->number == UINT32_MAX)
		i->number = pcapng_write_interface(s->to, i->link, i->snaplen, i->name);
	pcapng_write_numbered(s->to, i->number, frame, comment_of(frame->time, room), id_of(frame));
	s->written += !pcapng_write_error(s->to);
}

/* One frame of the flow waits no longer. */
static void leave(struct saver *s, struct decision *d)
{
	d->waiting--;
	if (!d->ended || d->waiting)
		return;
	decisions_remove(&s->decisions, d);
	s->ended--;
}

static void write_oldest(struct saver *s)
{
	struct waiting w;
	const uint8_t *data;
	if (!spool_oldest(s->spool, &w, &data))
		return;
	write_frame(s, w.interface,
	    &(struct frame) { .data = data,
		.captured = w.captured,
		.original = w.original,
		.time = w.time,
		.input = (uint32_t)(w.id >> PCAPNG_ID_INPUT),
		.number = w.id & PCAPNG_ID_NUMBER });
}

/* That of the flow, or of the one that a fragment was found to belong to. */
static struct decision *decision_of(const struct saver *s, uint64_t flow)
{
	struct decision *d = decisions_find(&s->decisions, flow);
	return d && d->of ? decisions_find(&s->decisions, d->of) : d;
}

/* A fragment that was joined is one frame: that has gone. */
static void forget_piece(struct saver *s, uint64_t flow)
{
	struct decision *d = decisions_find(&s->decisions, flow);
	if (d && d->of)
		decisions_remove(&s->decisions, d);
}

/* Lets the oldest frame go where its flow is decided, or in any case; false where it stays. */
static bool settle_oldest(struct saver *s, bool in_any_case)
{
	struct waiting w;
	if (!spool_oldest(s->spool, &w, NULL))
		return false;
	struct decision *d = decision_of(s, w.flow);
	if (d && !d->kept && !in_any_case)
		return false;
	if (d && d->kept)
		write_oldest(s);
	else if (d)
		s->lost++;
	if (d)
		leave(s, d);
	forget_piece(s, w.flow);
	spool_drop(s->spool);
	return true;
}

static void wait_for_flow(
    struct saver *s, uint32_t interface, const struct frame *frame, uint64_t flow)
{
	decisions_add(&s->decisions, flow);
	while (!spool_has_room(s->spool, frame->captured) && settle_oldest(s, true))
		;
	struct decision *d = decisions_find(&s->decisions, flow);
	if (spool_is_empty(s->spool) && d->kept) {
		write_frame(s, interface, frame);
	} else if (spool_has_room(s->spool, frame->captured)) {
		spool_add(s->spool,
		    &(struct waiting) { .flow = flow,
			.time = frame->time,
			.id = id_of(frame),
			.interface = interface,
			.captured = frame->captured,
			.original = frame->original },
		    frame->data);
		d->waiting++;
	} else {
		s->lost++;
	}
}

void saver_add(
    struct saver *s, const struct capture_input *in, const struct frame *frame, uint64_t flow)
{
	if (!s->spool)
		write_frame(s, interface_of(s, in, frame), frame);
	else if (flow && !spool_error(s->spool))
		wait_for_flow(s, interface_of(s, in, frame), frame, flow);
}

void saver_add_piece(struct saver *s, const struct capture_input *in, const struct frame *frame)
{
	saver_add(s, in, frame, PIECE(frame->seq));
}

void saver_join(struct saver *s, uint64_t seq, uint64_t flow)
{
	struct decision *piece = decisions_find(&s->decisions, PIECE(seq));
	if (!piece || piece->of)
		return;
	uint32_t waiting = piece->waiting;
	piece->of = flow;
	if (waiting == 0)
		decisions_remove(&s->decisions, piece);
	decisions_add(&s->decisions, flow)->waiting += waiting;
}

void saver_drop(struct saver *s, uint64_t seq)
{
	struct decision *piece = decisions_find(&s->decisions, PIECE(seq));
	if (piece && !piece->of)
		decisions_remove(&s->decisions, piece);
}

void saver_keep(struct saver *s, uint64_t flow)
{
	struct decision *d = decisions_find(&s->decisions, flow);
	if (d)
		d->kept = true;
}

void saver_forget(struct saver *s, uint64_t flow)
{
	struct decision *d = decisions_find(&s->decisions, flow);
	if (!d || d->ended)
		return;
	if (!d->kept || !d->waiting) {
		decisions_remove(&s->decisions, d);
		return;
	}
	d->ended = true;
	s->ended++;
	while (s->ended > ENDED_MOST && settle_oldest(s, true))
		;
}

void saver_flush(struct saver *s)
{
	while (s->spool && settle_oldest(s, false))
		;
	pcapng_write_flush(s->to);
}

uint64_t saver_written(const struct saver *s)
{
	return s->written;
}

uint64_t saver_lost(const struct saver *s)
{
	return s->lost;
}

bool saver_failed(const struct saver *s, struct fault *f)
{
	int spool = s->spool ? spool_error(s->spool) : 0, error = pcapng_write_error(s->to);
	errno = error ? error : spool;
	if (error)
		fault_errno(f, "cannot write %s", s->path);
	else if (spool)
		fault_errno(f, "cannot keep waiting frames beside %s", s->path);
	return error || spool;
}

bool saver_end(struct saver *s, struct fault *f)
{
	struct fault unused;
	saver_flush(s);
	bool sound = !saver_failed(s, f);
	bool good = pcapng_write_end(s->to, sound ? f : &unused) && sound;
	spool_free(s->spool);
	decisions_free(&s->decisions);
	intern_free(s->keys);
	free(s->interfaces);
	arena_free(&s->names);
	free(s->path);
	free(s);
	return good;
}
