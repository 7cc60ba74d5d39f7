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

/* "HTTP/1.1 200 OK"; the reason and the space before it are often left out. */
static bool split_status(struct text line, struct http_response *out)
{
	uint64_t status;
	if (line.n < 9 || !text_starts(line, TEXT("HTTP/")) || !ascii_digit(line.s[5]) ||
	    line.s[6] != '.' || !ascii_digit(line.s[7]) || line.s[8] != ' ')
		return false;
	out->version = text_head(line, 8);
	struct text rest = text_trim(text_from(line, 9));
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
	clear_head(&out->head);
	if (!method_length(in, &method) || !take_line(&in, &line) ||
	    !split_request(line, method, out))
		return false;
	out->body = read_head(in, &out->head);
	return true;
}

bool http_parse_response(struct text in, struct http_response *out)
{
	struct text line;
	out->version = out->reason = out->body = TEXT("");
	out->status = 0;
	clear_head(&out->head);
	if (!text_starts(in, TEXT("HTTP/")) || !take_line(&in, &line) || !split_status(line, out))
		return false;
	out->body = read_head(in, &out->head);
	return true;
}

struct text http_find(const struct http_head *head, struct text name)
{
	for (size_t i = 0; i < head->count; i++)
		if (text_is_nocase(head->headers[i].name, name))
			return head->headers[i].value;
	return (struct text) { NULL, 0 };
}
