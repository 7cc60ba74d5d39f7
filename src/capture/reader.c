/* Readers of captures: which one, and what they have in common. */
#include <config.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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
	reader_damage(r, "the last %s is cut (wants %llu bytes, has %llu)", r->format->unit,
	    (unsigned long long)want, (unsigned long long)have);
}

/* More bytes for a walk that stopped; false where there are none. */
static bool go_on(struct reader *r, struct source *s)
{
	uint64_t skip = r->skip;
	if (skip == 0) {
		if (source_want(s, r->need))
			return true;
		uint64_t have = window_left(&s->window);
		if (have > 0 && s->size != UINT64_MAX && s->size > s->offset && !s->ended)
			have += s->size - s->offset;
		if (have > 0 || r->unfinished)
			cut(r, r->need, have);
		return false;
	}
	r->skip = 0;
	uint64_t from = source_offset(s);
	if (source_skip(s, skip))
		return true;
	r->behind = s->offset - from;
	cut(r, skip, r->behind);
	return false;
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
		if (n > 0)
			return n;
		if (r->what[0] || !go_on(r, s))
			return 0;
	}
}
