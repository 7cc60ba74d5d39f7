/* HTTP/1 heads: the first line, the headers, where the body begins. RFC 9110, 9112. */
#include <config.h>

#include "protocols/http.h"

enum { METHOD_MOST = 32 };

/* RFC 9110 5.6.2 */
static bool is_token(char c)
{
	static const char others[] = "!#$%&'*+-.^_`|~";
	return ascii_letter(c) || ascii_digit(c) || (c && memchr(others, c, sizeof(others) - 1));
}

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static bool has_control(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (is_control(t.s[i]))
			return true;
	return false;
}

/* Cuts *rest behind its first LF; the line comes without LF, and without a CR before it. False
 * where no LF is there. */
static bool take_line(struct text *rest, struct text *line)
{
	size_t at = text_find_char(*rest, '\n');
	if (at == TEXT_NONE)
		return false;
	*line = text_head(*rest, at);
	if (text_ends(*line, TEXT("\r")))
		line->n--;
	*rest = text_from(*rest, at + 1);
	return true;
}

/* A folded line (RFC 9112 5.2) joins the value before it with the line break between them. */
static void unfold(struct http_header *header, struct text line)
{
	const char *start = header->value.s, *end = line.s + line.n;
	header->value = text_trim((struct text) { start, (size_t)(end - start) });
}

/* False where the line is none or no room is left. Blanks around the name are tolerated. */
static bool add_header(struct http_head *head, struct text line)
{
	size_t colon = text_find_char(line, ':');
	struct text name = text_trim(text_head(line, colon));
	if (colon == TEXT_NONE || name.n == 0 || head->count == HTTP_HEADERS)
		return false;
	head->headers[head->count++] =
	    (struct http_header) { name, text_trim(text_from(line, colon + 1)) };
	return true;
}

/* The lines of rest as far as they are whole; returns what follows the head. */
static struct text read_head(struct text rest, struct http_head *head)
{
	struct text line;
	bool foldable = false;
	while (take_line(&rest, &line)) {
		if (line.n == 0) {
			head->complete = true;
			return rest;
		}
		if (line.s[0] != ' ' && line.s[0] != '\t')
			foldable = add_header(head, line);
		else if (foldable)
			unfold(&head->headers[head->count - 1], line);
	}
	return text_from(rest, rest.n);
}

/* The method and the space behind it: what is not HTTP fails here, within a few bytes. */
static bool method_length(struct text in, size_t *n)
{
	for (*n = 0; *n < in.n && *n <= METHOD_MOST; ++*n)
		if (!is_token(in.s[*n]))
			return *n > 0 && in.s[*n] == ' ';
	return false;
}

/* A target with spaces in it, as careless tools send, ends at the last of them. There is one: the
 * space behind the method. */
static bool split_request(struct text line, size_t method, struct http_request *out)
{
	size_t last = text_find_last(line, ' ');
	out->method = text_head(line, method);
	out->target = text_from(text_head(line, last), method + 1);
	out->version = text_from(line, last + 1);
	return text_trim(out->target).n > 0 && text_starts(out->version, TEXT("HTTP/")) &&
	    !has_control(line);
}

/* Digits stand for any digit. */
static enum http_verdict has_form(struct text t, struct text form)
{
	for (size_t i = 0; i < form.n; i++) {
		if (i == t.n)
			return HTTP_MAYBE;
		if (form.s[i] == '0' ? !ascii_digit(t.s[i]) : t.s[i] != form.s[i])
			return HTTP_NO;
	}
	return HTTP_YES;
}

/* Of internet radio the second (SHOUTcast). */
enum http_verdict http_begins_response(struct text t)
{
	enum http_verdict verdict = has_form(t, TEXT("HTTP/0.0 "));
	return verdict == HTTP_NO ? has_form(t, TEXT("ICY 0")) : verdict;
}

bool http_is_response(struct text line)
{
	return text_starts(line, TEXT("HTTP/")) || text_starts(line, TEXT("ICY "));
}

/* "HTTP/1.1 200 OK"; the reason and the space before it are often left out. */
static bool split_status(struct text line, struct http_response *out)
{
	uint64_t status;
	if (http_begins_response(line) != HTTP_YES)
		return false;
	size_t version = text_find_char(line, ' ');
	out->version = text_head(line, version);
	struct text rest = text_trim(text_from(line, version + 1));
	size_t space = text_find_char(rest, ' ');
	out->status = text_number(text_head(rest, space), 999, &status) ? (unsigned)status : 0;
	out->reason = text_trim(text_from(rest, space));
	return true;
}

/* The headers are left as they are: count says how many there are. */
static void clear_head(struct http_head *head)
{
	head->count = 0;
	head->complete = false;
}

bool http_parse_request(struct text in, struct http_request *out)
{
	struct text line;
	size_t method;
	out->method = out->target = out->version = out->body = TEXT("");
	out->type = "";
	out->declared = HTTP_NO_LENGTH;
	clear_head(&out->head);
	if (http_begins_response(in) == HTTP_YES || !method_length(in, &method) ||
	    !take_line(&in, &line) || !split_request(line, method, out))
		return false;
	out->body = read_head(in, &out->head);
	return true;
}

bool http_parse_response(struct text in, struct http_response *out)
{
	struct text line;
	out->version = out->reason = out->body = TEXT("");
	out->status = 0;
	out->type = "";
	out->declared = HTTP_NO_LENGTH;
	clear_head(&out->head);
	if (!http_is_response(in) || !take_line(&in, &line) || !split_status(line, out))
		return false;
	out->body = read_head(in, &out->head);
	return true;
}

/* What is there of a first line that has no end yet, its method left out. Methods in small letters are rare:
 * what follows them must look like a target. */
static enum http_verdict begins_target(struct text target, bool capitals)
{
	struct text http = TEXT("http");
	if (target.n == 0)
		return HTTP_MAYBE;
	bool usual = target.s[0] == '/' || text_starts(target, http);
	if (!usual && !capitals && !text_starts(http, target))
		return HTTP_NO;
	if (text_ends(target, TEXT("\r")))
		target.n--;
	if (has_control(text_head(target, HTTP_LINE_SURE)))
		return HTTP_NO;
	return usual && target.n > HTTP_LINE_SURE ? HTTP_YES : HTTP_MAYBE;
}

/* Whether a line, without its end, is the first of a request or a response: no header line is. */
static bool is_first_line(struct text line)
{
	struct http_request request;
	size_t method;
	if (http_is_response(line))
		return http_begins_response(line) == HTTP_YES;
	return method_length(line, &method) && split_request(line, method, &request);
}

enum http_verdict http_begins_request(struct text t)
{
	size_t n = 0;
	bool capitals = true;
	for (; n < t.n && n <= METHOD_MOST && is_token(t.s[n]); n++)
		capitals &= t.s[n] < 'a' || t.s[n] > 'z';
	if (n == 0 || n > METHOD_MOST || (n < t.n && t.s[n] != ' ') ||
	    http_begins_response(t) == HTTP_YES)
		return HTTP_NO;
	struct text rest = t, line;
	if (!take_line(&rest, &line))
		return begins_target(text_from(t, n + 1), capitals);
	/* The beginning of HTTP/2, RFC 9113 3.4. */
	return is_first_line(line) && !text_starts(t, TEXT("PRI * HTTP/2")) ? HTTP_YES : HTTP_NO;
}

enum http_verdict http_begins(struct text t)
{
	enum http_verdict verdict = http_begins_response(t);
	return verdict == HTTP_NO ? http_begins_request(t) : verdict;
}

size_t http_head_end(struct text in, size_t *line, size_t *seen)
{
	size_t at;
	while ((at = text_find_char(text_from(in, *seen), '\n')) != TEXT_NONE) {
		struct text t = text_head(text_from(in, *line), *seen + at - *line);
		if (text_ends(t, TEXT("\r")))
			t.n--;
		if (t.n == 0 && *line > 0)
			return *seen + at + 1;
		if (*line > 0 && is_first_line(t))
			return *line;
		*line = *seen += at + 1;
	}
	*seen = in.n;
	return 0;
}

struct text http_find(const struct http_head *head, struct text name)
{
	for (size_t i = 0; i < head->count; i++)
		if (text_is_nocase(head->headers[i].name, name))
			return head->headers[i].value;
	return (struct text) { NULL, 0 };
}
