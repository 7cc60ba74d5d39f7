/* Readers of captures: which one, and what they have in common. */
#include <config.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "capture/reader.h"

static const struct reader_format *const formats[] = { &pcap_format, &pcapng_format, &snoop_format,
	&netmon_format, &erf_format /* the last one: it has no magic */ };

struct reader *reader_new(struct bytes head)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (formats[i]->recognise(head)) {
			struct reader *r = xcalloc(1, sizeof(*r));
			r->format = formats[i];
			r->name = "";
			return r;
		}
	return NULL;
}

void reader_free(struct reader *r)
{
	if (!r)
		return;
	r->format->end(r);
	free(r->interfaces);
	arena_free(&r->names);
	free(r);
}

size_t reader_add_interface(struct reader *r, uint32_t link, uint32_t snaplen, struct text name)
{
	size_t i = r->interface_count++;
	r->interfaces = grow(r->interfaces, i, &r->interface_room, sizeof(*r->interfaces));
	r->interfaces[i] = (struct capture_interface) { .link = link,
		.snaplen = snaplen > INT32_MAX ? 0 : snaplen,
		.name = name.n ? arena_text(&r->names, name).s : "" };
	return i;
}

size_t reader_interface_of(struct reader *r, uint32_t link)
{
	for (size_t i = 0; i < r->interface_count; i++)
		if (r->interfaces[i].link == link)
			return i;
	return reader_add_interface(r, link, 0, TEXT(""));
}

void reader_damage(struct reader *r, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(r->what, sizeof(r->what), format, args);
	va_end(args);
}

static void cut(struct reader *r, uint64_t want, uint64_t have)
{
	r->over = true;
	reader_damage(r, "the last %s is cut (wants %llu bytes, has %llu)", r->format->unit,
	    (unsigned long long)(want + r->behind), (unsigned long long)(have + r->behind));
}

/* Bytes from the window's start to the end, where that is known. */
static uint64_t rest(const struct source *s)
{
	uint64_t left = window_left(&s->window);
	if (s->ended)
		return left;
	return s->size == UINT64_MAX ? UINT64_MAX
				     : left + (s->size > s->offset ? s->size - s->offset : 0);
}

/* Brings n bytes into the window, or all that there are: then true. */
static bool gather(struct source *s, size_t n)
{
	if (rest(s) > n)
		return !source_want(s, n) && s->ended;
	source_want(s, (size_t)rest(s));
	return true;
}

/* The input ends before what a walk needs: whether it shall look at what there is. */
static bool look_at_rest(struct reader *r, struct source *s, uint64_t wanted)
{
	uint64_t have = rest(s);
	if (!r->last && gather(s, RESYNC_REACH)) {
		r->last = true;
		return true;
	}
	if (have > RESYNC_REACH && r->format->guess)
		reader_damage(r, "a %s of %llu bytes, where the input has %llu", r->format->unit,
		    (unsigned long long)wanted, (unsigned long long)have);
	else if (have > 0 || r->behind > 0 || r->unfinished)
		cut(r, wanted, have);
	return false;
}

/* More bytes for a walk that stopped; false where there are none. */
static bool go_on(struct reader *r, struct source *s)
{
	uint64_t skip = r->skip;
	r->skip = 0;
	if (skip == 0)
		return source_want(s, r->need) || look_at_rest(r, s, r->need);
	if (skip > rest(s))
		return look_at_rest(r, s, skip);
	uint64_t from = source_offset(s);
	bool good = source_skip(s, skip);
	if (!good)
		cut(r, skip, s->offset - from);
	r->behind = source_offset(s) - from;
	return good;
}

size_t reader_next(struct reader *r, struct source *s, struct frame *frames, size_t max)
{
	if (!r->state) {
		r->format->begin(r, &s->window);
		if (r->what[0])
			return 0;
	}
	for (;;) {
		size_t n = r->format->walk(r, &s->window, frames, max);
		if (unlikely(r->section_at != NULL)) {
			r->section = source_offset(s) - (size_t)(s->window.at - r->section_at);
			r->section_at = NULL;
		}
		if (n > 0)
			return n;
		if (r->what[0] || !go_on(r, s))
			return 0;
	}
}

/* Moves the window to the next record; false where there is none. */
static bool search(struct reader *r, struct source *s)
{
	for (bool last = false; !last;) {
		last = gather(s, 2 * RESYNC_REACH);
		size_t left = window_left(&s->window);
		size_t places = last ? left : left - RESYNC_REACH;
		size_t found = resync_find(r, bytes_of(s->window.at, left), places, last);
		s->window.at += found;
		if (found < places)
			return true;
	}
	return false;
}

bool reader_resume(struct reader *r, struct source *s)
{
	if (r->over || !r->state || !r->format->guess)
		return false;
	uint64_t from = reader_offset(r, s), known = r->known;
	r->known = r->behind = 0;
	if (source_skip(s, known ? known : 1) && (known || search(r, s))) {
		r->what[0] = '\0';
		return true;
	}
	r->over = true;
	r->behind = source_offset(s) - from;
	return false;
}

struct capture_mark reader_mark(const struct reader *r, const struct source *s)
{
	return (struct capture_mark) { .frames = r->number,
		.offset = reader_offset(r, s),
		.section = r->section,
		.interfaces = r->interface_count - r->section_interfaces,
		.time = TIME_NONE };
}

static bool seek(struct reader *r, struct source *s, uint64_t offset)
{
	r->need = 0;
	r->skip = r->behind = r->known = 0;
	r->what[0] = '\0';
	r->over = r->last = r->unfinished = false;
	return source_seek(s, offset);
}

bool reader_go_to(struct reader *r, struct source *s, const struct capture_mark *mark)
{
	struct frame frame;
	if (!r->state && reader_next(r, s, &frame, 1) == 0)
		return false;
	if (r->format == &pcapng_format) {
		/* Its interfaces are described anew, in the order in which they stand. */
		if (!seek(r, s, mark->section))
			return false;
		do {
			if (reader_next(r, s, &frame, 1) == 0)
				return false;
		} while (r->interface_count - r->section_interfaces < mark->interfaces);
	}
	r->number = mark->frames;
	return seek(r, s, mark->offset);
}
