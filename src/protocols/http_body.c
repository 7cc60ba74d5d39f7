/* Bodies of HTTP/1 messages. */
#include <config.h>

#include "protocols/http_body.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/memory.h"
#include "protocols/http_inflate.h"

enum { CHUNK_LINE_MOST = 16 << 10, DIGEST_BYTES = 512 };

/* --- what a head says of its body */

/* The last of a list with commas, blanks off. */
static struct text last_of(struct text list)
{
	size_t comma = text_find_last(list, ',');
	return text_trim(comma == TEXT_NONE ? list : text_from(list, comma + 1));
}

/* "5", or "5, 5" of somebody who joined two lines. */
static uint64_t declared_length(const struct http_head *head)
{
	struct text value = http_find(head, TEXT("Content-Length"));
	uint64_t n;
	if (!value.s || !text_number(text_trim(text_split(&value, ',')), INT64_MAX, &n))
		return HTTP_NO_LENGTH;
	return n;
}

static enum http_coding coding_of(const struct http_head *head)
{
	struct text value = http_find(head, TEXT("Content-Encoding"));
	if (text_is_nocase(value, TEXT("gzip")) || text_is_nocase(value, TEXT("x-gzip")))
		return HTTP_GZIP;
	return text_is_nocase(value, TEXT("deflate")) ? HTTP_DEFLATE : HTTP_IDENTITY;
}

static struct http_plan plan_of(const struct http_head *head, enum http_framing undeclared)
{
	struct text transfer = http_find(head, TEXT("Transfer-Encoding"));
	struct http_plan plan = {
		.framing = undeclared, .coding = coding_of(head), .declared = declared_length(head)
	};
	if (text_is_nocase(last_of(transfer), TEXT("chunked"))) {
		plan.framing = HTTP_CHUNKED;
	} else if (plan.declared != HTTP_NO_LENGTH) {
		plan.framing = plan.declared ? HTTP_SIZED : HTTP_BODILESS;
		plan.size = plan.declared;
	}
	return plan;
}

struct http_plan http_plan_request(const struct http_head *head)
{
	return plan_of(head, HTTP_BODILESS);
}

struct http_plan http_plan_response(const struct http_response *r, enum http_asked asked)
{
	struct http_plan plan = plan_of(&r->head, HTTP_TO_END);
	if (asked == HTTP_ASKED_HEAD || r->status / 100 == 1 || r->status == 204 ||
	    r->status == 304 || (asked == HTTP_ASKED_CONNECT && r->status / 100 == 2))
		plan.framing = HTTP_BODILESS;
	return plan;
}

/* --- what is in it */

static void stop_digest(struct http_passing *b)
{
	digest_free(b->digest);
	b->digest = NULL;
}

static void keep(struct http_passing *b, struct text t)
{
	size_t most = b->inflate ? HTTP_BODY_INFLATED : HTTP_BODY_KEPT;
	t = text_head(t, most - b->kept_n);
	if (t.n == 0)
		return;
	if (t.n > b->kept_room - b->kept_n) {
		size_t room = 2 * (b->kept_n + t.n);
		b->kept_room = room < most ? room : most;
		b->kept = xrealloc(b->kept, b->kept_room, 1);
	}
	memcpy(b->kept + b->kept_n, t.s, t.n);
	b->kept_n += t.n;
	b->keeps = b->kept_n < most;
}

static bool pass(void *context, struct text t)
{
	struct http_passing *b = context;
	b->size += t.n;
	if (b->keeps)
		keep(b, t);
	if (b->digest)
		digest_add(b->digest, t.s, t.n);
	return b->keeps || b->digest;
}

static void decode(struct http_passing *b, struct text t)
{
	if (!b->inflate) {
		pass(b, t);
	} else if (!http_inflate_add(b->inflate, t, pass, b)) {
		b->keeps = false;
		stop_digest(b);
	}
}

static bool is_wanted(const struct http_passing *b)
{
	return b->keeps || b->digest;
}

/* What is kept depends on the first HTTP_BODY_KEPT bytes alone, however they come. */
static void content(struct http_passing *b, struct text t)
{
	if (b->keeps) {
		struct text first = text_head(t, HTTP_BODY_KEPT - b->counted);
		t = text_from(t, first.n);
		b->counted += first.n;
		decode(b, first);
		b->keeps &= b->counted < HTTP_BODY_KEPT;
	}
	if (t.n > 0 && b->digest)
		decode(b, t);
	if (!is_wanted(b)) {
		http_inflate_free(b->inflate);
		b->inflate = NULL;
	}
}

/* --- where it ends */

static void end(struct http_passing *b)
{
	b->ended = true;
	b->keeps = false;
	if (b->inflate && !http_inflate_whole(b->inflate))
		stop_digest(b);
}

static size_t take_counted(struct http_passing *b, struct text data)
{
	struct text piece = text_head(data, b->left < data.n ? (size_t)b->left : data.n);
	content(b, piece);
	b->left -= piece.n;
	return piece.n;
}

/* Blanks around the digits are tolerated; what follows a semicolon is an extension. */
static bool chunk_size(struct text line, uint64_t *size)
{
	struct text digits = text_trim(text_split(&line, ';'));
	*size = 0;
	for (size_t i = 0; i < digits.n; i++) {
		int digit = ascii_hex(digits.s[i]);
		if (digit < 0 || *size >> 58)
			return false;
		*size = *size << 4 | (uint64_t)digit;
	}
	return digits.n > 0;
}

static void chunk_line(struct http_passing *b, struct text line)
{
	if (b->chunk == HTTP_CHUNK_SIZE) {
		b->bad = !chunk_size(line, &b->left);
		b->chunk = b->left > 0 ? HTTP_CHUNK_DATA : HTTP_CHUNK_TRAILER;
	} else if (b->chunk == HTTP_CHUNK_END) {
		b->bad = line.n > 0;
		b->chunk = HTTP_CHUNK_SIZE;
	} else if (line.n == 0) {
		end(b);
	}
}

/* What there is of a line that has no end yet. */
static bool may_be_line(const struct http_passing *b, struct text t)
{
	if (b->chunk == HTTP_CHUNK_END)
		return t.n == 0 || text_is(t, TEXT("\r"));
	if (b->chunk == HTTP_CHUNK_SIZE && t.n > 0 && ascii_hex(t.s[0]) < 0 && t.s[0] != ' ')
		return false;
	return t.n <= CHUNK_LINE_MOST;
}

static size_t take_chunks(struct http_passing *b, struct text data)
{
	struct text rest = data;
	while (rest.n > 0 && !b->ended && !b->bad) {
		if (b->chunk == HTTP_CHUNK_DATA) {
			rest = text_from(rest, take_counted(b, rest));
			b->chunk = b->left > 0 ? HTTP_CHUNK_DATA : HTTP_CHUNK_END;
			continue;
		}
		size_t at = text_find_char(rest, '\n');
		if (at == TEXT_NONE) {
			b->bad = !may_be_line(b, rest);
			break;
		}
		struct text line = text_head(rest, at);
		if (text_ends(line, TEXT("\r")))
			line.n--;
		chunk_line(b, line);
		rest = text_from(rest, at + 1);
	}
	return data.n - rest.n;
}

size_t http_passing_take(struct http_passing *b, struct text data)
{
	if (b->plan.framing == HTTP_CHUNKED)
		return take_chunks(b, data);
	if (b->plan.framing == HTTP_TO_END) {
		content(b, data);
		return data.n;
	}
	size_t n = take_counted(b, data);
	if (b->left == 0)
		end(b);
	return n;
}

/* Bytes of content passed, seen or not. */
static void pass_over(struct http_passing *b, uint64_t n)
{
	b->left -= n;
	if (b->left > 0)
		return;
	b->chunk = HTTP_CHUNK_END;
	if (b->plan.framing == HTTP_SIZED)
		end(b);
}

static bool counts(const struct http_passing *b)
{
	return b->plan.framing == HTTP_SIZED ||
	    (b->plan.framing == HTTP_CHUNKED && b->chunk == HTTP_CHUNK_DATA);
}

uint64_t http_passing_skip(struct http_passing *b)
{
	if (is_wanted(b) || b->ended || !counts(b))
		return 0;
	uint64_t n = b->left;
	pass_over(b, n);
	return n;
}

bool http_passing_miss(struct http_passing *b, uint64_t n)
{
	b->keeps = false;
	stop_digest(b);
	if (b->plan.framing == HTTP_TO_END)
		return true;
	if (!counts(b) || n > b->left)
		return false;
	pass_over(b, n);
	return true;
}

void http_passing_end(struct http_passing *b, bool whole)
{
	b->keeps = false;
	if (b->plan.framing == HTTP_TO_END && whole)
		end(b);
	else if (!b->ended)
		stop_digest(b);
}

size_t http_passing_weight(const struct http_passing *b)
{
	return b->kept_room + (b->inflate ? HTTP_INFLATE_BYTES : 0) +
	    (b->digest ? DIGEST_BYTES : 0);
}

void http_passing_begin(
    struct http_passing *b, const struct http_plan *plan, bool keeps, bool digests)
{
	*b = (struct http_passing) { .plan = *plan, .left = plan->size, .keeps = keeps };
	if (plan->framing == HTTP_CHUNKED)
		b->left = 0;
	if (digests)
		b->digest = digest_new(DIGEST_SHA256);
	if (plan->coding != HTTP_IDENTITY && (keeps || digests))
		b->inflate = http_inflate_new(plan->coding == HTTP_DEFLATE);
}

void http_passing_free(struct http_passing *b)
{
	free(b->kept);
	b->kept = NULL;
	http_inflate_free(b->inflate);
	b->inflate = NULL;
	stop_digest(b);
}
