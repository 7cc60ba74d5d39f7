/* Punycode. RFC 3492; the names of the constants are the RFC's. */
#include <config.h>

#include "trails/idna.h"

enum { BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700, INITIAL_BIAS = 72, INITIAL_N = 128 };
enum { LABEL = 63 }; /* code points, and bytes of what comes out: RFC 1035 2.3.4 */

struct label {
	uint32_t points[LABEL];
	size_t count;
};

static bool is_ascii(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] & 0x80)
			return false;
	return true;
}

static bool decode(struct text t, struct label *label)
{
	label->count = 0;
	for (size_t n; t.n; t = text_from(t, n)) {
		n = utf8_length(t);
		if (n == 0 || label->count == LABEL)
			return false;
		label->points[label->count++] = utf8_decode(t.s, n);
	}
	return true;
}

/* 6.1 */
static uint32_t adapt(uint32_t delta, uint32_t count, bool first)
{
	uint32_t k = 0;
	delta = first ? delta / DAMP : delta / 2;
	delta += delta / count;
	for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

/* A number of variable length, as the inner loop of 6.3 writes it. */
static void put_number(struct buf *out, uint32_t q, uint32_t bias)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
		if (q < t)
			break;
		buf_char(out, digits[t + (q - t) % (BASE - t)]);
		q = (q - t) / (BASE - t);
	}
	buf_char(out, digits[q]);
}

/* The smallest code point from n on. */
static uint32_t next_point(const struct label *label, uint32_t n)
{
	uint32_t least = UINT32_MAX;
	for (size_t i = 0; i < label->count; i++)
		if (label->points[i] >= n && label->points[i] < least)
			least = label->points[i];
	return least;
}

/* 6.3. Numbers stay far below 2^32: at most 63 points below 0x110000. */
static void encode(struct buf *out, const struct label *label)
{
	uint32_t n = INITIAL_N, delta = 0, bias = INITIAL_BIAS, basic = 0;
	for (size_t i = 0; i < label->count; i++)
		if (label->points[i] < INITIAL_N) {
			buf_char(out, (char)label->points[i]);
			basic++;
		}
	if (basic)
		buf_char(out, '-');
	for (uint32_t done = basic; done < label->count; n++, delta++) {
		uint32_t least = next_point(label, n);
		delta += (least - n) * (done + 1);
		n = least;
		for (size_t i = 0; i < label->count; i++) {
			delta += label->points[i] < n;
			if (label->points[i] != n)
				continue;
			put_number(out, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
}

static void add_label(struct buf *out, struct text t)
{
	struct label label;
	struct buf ascii;
	if (is_ascii(t) || !decode(t, &label)) {
		buf_add(out, t);
		return;
	}
	buf_init(&ascii, 1024);
	buf_add(&ascii, TEXT("xn--"));
	encode(&ascii, &label);
	buf_add(out, ascii.n <= LABEL && !ascii.over ? buf_text(&ascii) : t);
	buf_free(&ascii);
}

void idna_ascii(struct buf *out, struct text key)
{
	size_t end = 0;
	while (end < key.n && key.s[end] != '/' && key.s[end] != ':' && key.s[end] != '?')
		end++;
	struct text host = text_head(key, end);
	while (host.s) {
		add_label(out, text_split(&host, '.'));
		if (host.s)
			buf_char(out, '.');
	}
	buf_add(out, text_from(key, end));
}
