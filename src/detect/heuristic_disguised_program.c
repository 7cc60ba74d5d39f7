/* A program that a server declares to be something else: by its first bytes it runs, by its content type it is an
 * image, a text or a font. detection.md 9.1 item 15. */
#include <config.h>

#include "detect/names.h"
#include "detect/request_events.h"

enum {
	PE_AT = 0x3c, /* where a DOS header tells the place of the next one */
	PE_FAR = 4 << 10,
};

static uint32_t little_endian(struct text t, size_t at)
{
	const unsigned char *p = (const unsigned char *)t.s + at;
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* "MZ" alone may well begin a text. */
static bool is_windows_program(struct text body)
{
	if (body.n < PE_AT + 4)
		return false;
	uint32_t at = little_endian(body, PE_AT);
	if (at >= PE_FAR)
		return text_find(body, TEXT("DOS mode")) != TEXT_NONE;
	struct text header = text_from(body, at);
	return header.n == 0 || text_starts(header, TEXT("PE\0\0")) ||
	    text_starts(header, TEXT("NE")) || text_starts(header, TEXT("LE"));
}

static bool is_program(const struct http_response *r)
{
	static const char *const magics[] = { "elf", "macho", "class", "dex", "lnk", "chm" };
	if (strcmp(r->type, "exe") == 0)
		return is_windows_program(r->body);
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (strcmp(r->type, magics[i]) == 0)
			return true;
	return false;
}

/* Pictures, sounds and fonts hold no scripts; texts may. */
static bool is_disguise(struct text type, const struct http_response *r)
{
	static const char *const picture[] = { "image/", "audio/", "video/", "font/" };
	static const char *const text[] = { "text/", "application/json", "application/javascript",
		"application/x-javascript", "application/xml", "application/pdf" };
	for (size_t i = 0; i < sizeof(picture) / sizeof(picture[0]); i++)
		if (text_starts(type, text_of(picture[i])))
			return is_program(r) || strcmp(r->type, "script") == 0;
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		if (text_starts(type, text_of(text[i])))
			return is_program(r);
	return false;
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	const struct http_response *r = o->response;
	(void)state;
	(void)hits;
	(void)n;
	if (r->type[0] == '\0')
		return;
	struct arena *arena = judge_arena(j);
	struct text sent = http_find(&r->head, TEXT("Content-Type"));
	struct text type = text_lower(text_trim(text_head(sent, text_find_char(sent, ';'))), arena);
	if (!is_disguise(type, r))
		return;
	struct event e = message_event(j, o, &heuristic_disguised_program, EVENT_HTTP,
	    JOIN(arena, type, TEXT(" ("), text_of(r->type), TEXT(")")),
	    TEXT("disguised program (suspicious)"));
	e.hit.observed = sent;
	judge_found(j, o, &e);
}

const struct heuristic heuristic_disguised_program = {
	.name = "disguised_program",
	.kinds = 1u << OBSERVED_HTTP_RESPONSE,
	.take = take,
};
