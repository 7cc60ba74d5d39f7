/* Requests in canonical form. detection.md 3.3 H2-H12, H15; RFC 9112 3.2 for the target's forms. */
#include <config.h>

#include "detect/marks.h"
#include "detect/names.h"
#include "detect/requests.h"

static const struct text default_port = { ":80", 3 };

static struct text without_port(struct text host)
{
	if (text_ends(host, default_port))
		host.n -= default_port.n;
	return host;
}

/* Where an absolute target's host begins, or 0. */
static size_t after_scheme(struct text target)
{
	size_t at = text_find(target, TEXT("://"));
	if (at == TEXT_NONE || at == 0 || !ascii_letter(target.s[0]))
		return 0;
	for (size_t i = 1; i < at; i++)
		if (!ascii_letter(target.s[i]) && !ascii_digit(target.s[i]) && target.s[i] != '+' &&
		    target.s[i] != '-' && target.s[i] != '.')
			return 0;
	return at + 3;
}

/* host[/path] of an absolute or CONNECT target; a null s where it is neither. */
static struct text authority(const struct http_request *request)
{
	size_t at = after_scheme(request->target);
	if (at)
		return text_from(request->target, at);
	if (text_is(request->method, TEXT("CONNECT")))
		return request->target;
	return (struct text) { NULL, 0 };
}

size_t request_names(const struct http_request *request, struct text names[REQUEST_NAMES])
{
	size_t n = 0;
	struct text host = http_find(&request->head, TEXT("Host")), target = authority(request);
	if (host.s)
		names[n++] = text_trim(host);
	if (!target.s)
		return n;
	size_t end = 0;
	while (
	    end < target.n && target.s[end] != '/' && target.s[end] != '?' && target.s[end] != '#')
		end++;
	names[n++] = text_head(target, end);
	return n;
}

static struct text collapse(struct text path, struct arena *arena)
{
	if (!text_has(path, TEXT("//")))
		return path;
	char *p = arena_take(arena, path.n);
	size_t n = 0;
	for (size_t i = 0; i < path.n; i++) {
		p[n++] = path.s[i];
		if (path.s[i] == '/' && i + 1 < path.n && path.s[i + 1] == '/')
			i++;
	}
	return (struct text) { p, n };
}

static void read_authority(
    struct text target, bool absolute, struct arena *arena, struct request *out)
{
	struct text url = text_lower(target, arena);
	size_t slash = text_find_char(url, '/');
	if (slash == TEXT_NONE && absolute)
		url = JOIN(arena, url, TEXT("/"));
	out->host =
	    without_port(slash == TEXT_NONE ? text_lower(target, arena) : text_head(url, slash));
	out->path = slash == TEXT_NONE ? TEXT("/") : text_from(url, slash);
	out->url = absolute ? url : JOIN(arena, out->host, out->path);
	out->path = collapse(out->path, arena);
}

void request_read(const struct observation *o, struct arena *arena, struct request *out)
{
	const struct http_request *request = o->request;
	struct text host = http_find(&request->head, TEXT("Host")), target = authority(request);
	out->name_count = request_names(request, out->names);
	host = host.s ? text_trim(host) : text_of_address(arena, &o->dst);
	out->sent = request->target;
	if (target.s) {
		read_authority(target, target.s != request->target.s, arena, out);
		return;
	}
	out->host = without_port(text_lower(host, arena));
	out->path = collapse(text_lower(request->target, arena), arena);
	out->url = JOIN(arena, out->host, out->path);
	out->sent = JOIN(arena, host, request->target);
}

struct text request_forwarded(const struct http_request *request)
{
	static const char *const names[] = { "CF-Connecting-IP", "True-Client-IP",
		"X-Forwarded-For" };
	for (size_t i = 0; i < request->head.count; i++) {
		const struct http_header *h = &request->head.headers[i];
		size_t n = 0;
		while (n < h->value.n && (ascii_digit(h->value.s[n]) || h->value.s[n] == '.'))
			n++;
		for (size_t k = 0; n > 0 && k < sizeof(names) / sizeof(names[0]); k++)
			if (text_is_nocase(h->name, text_of(names[k])))
				return text_head(h->value, n);
	}
	return (struct text) { NULL, 0 };
}

struct text percent_decode(struct text t, struct arena *arena)
{
	if (text_find_char(t, '%') == TEXT_NONE)
		return t;
	char *p = arena_take(arena, t.n);
	size_t n = 0;
	for (size_t i = 0; i < t.n; i++) {
		int high = i + 2 < t.n && t.s[i] == '%' ? ascii_hex(t.s[i + 1]) : -1;
		int low = high >= 0 ? ascii_hex(t.s[i + 2]) : -1;
		if (low >= 0) {
			p[n++] = (char)(high << 4 | low);
			i += 2;
		} else {
			p[n++] = t.s[i];
		}
	}
	return (struct text) { p, n };
}
