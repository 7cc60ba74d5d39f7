/* IPv4 and IPv6 addresses as text. RFC 4291, RFC 5952. */
#include <config.h>

#include <stdio.h>

#include "base/address.h"
#include "base/attributes.h"
#include "base/bytes.h"

static size_t put_decimal(char *out, unsigned v)
{
	char digits[5];
	size_t n = 0;
	do {
		digits[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	for (size_t i = 0; i < n; i++)
		out[i] = digits[n - 1 - i];
	return n;
}

static size_t put_hex(char *out, unsigned v, unsigned least)
{
	static const char digits[] = "0123456789abcdef";
	size_t n = 0;
	for (unsigned k = 4; k > 0; k--)
		if (k <= least || v >> (4 * (k - 1)))
			out[n++] = digits[v >> (4 * (k - 1)) & 15];
	return n;
}

static size_t ip4_text(const uint8_t *p, char *out)
{
	size_t n = 0;
	for (int i = 0; i < 4; i++) {
		if (i)
			out[n++] = '.';
		n += put_decimal(out + n, p[i]);
	}
	out[n] = '\0';
	return n;
}

/* The first longest run of zero groups among the first count groups, at least shortest long. */
static void zero_run(const uint8_t *p, int count, int shortest, int *start, int *length)
{
	*start = -1;
	*length = 0;
	for (int i = 0; i < count;) {
		int n = 0;
		while (i + n < count && load_be16(p + 2 * (i + n)) == 0)
			n++;
		if (n >= shortest && n > *length) {
			*start = i;
			*length = n;
		}
		i += n ? n : 1;
	}
}

static size_t groups_text(const uint8_t *p, int start, int length, unsigned digits, char *out)
{
	size_t n = 0;
	for (int i = 0; i < 8; i++) {
		if (i == start) {
			out[n++] = ':';
			if (i == 0)
				out[n++] = ':';
			i += length - 1;
			continue;
		}
		n += put_hex(out + n, load_be16(p + 2 * i), digits);
		if (i < 7)
			out[n++] = ':';
	}
	out[n] = '\0';
	return n;
}

size_t address_text(const struct address *a, char out[ADDRESS_TEXT])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	int start, length;
	out[0] = '\0';
	if (a->version == 4)
		return ip4_text(a->bytes, out);
	if (a->version != 6)
		return 0;
	if (memcmp(a->bytes, mapped, sizeof(mapped)) == 0) {
		memcpy(out, "::ffff:", 7);
		return 7 + ip4_text(a->bytes + 12, out + 7);
	}
	zero_run(a->bytes, 8, 2, &start, &length);
	return groups_text(a->bytes, start, length, 1, out);
}

size_t address_maltrail_text(const struct address *a, char out[ADDRESS_TEXT])
{
	int start, length;
	if (a->version != 6)
		return address_text(a, out);
	zero_run(a->bytes, 7, 1, &start, &length);
	return groups_text(a->bytes, start, length, start < 0 ? 4 : 1, out);
}

size_t address_port_text(const struct address *a, uint16_t port, char out[ADDRESS_TEXT])
{
	size_t n = 0;
	if (a->version == 6)
		out[n++] = '[';
	char host[ADDRESS_TEXT];
	size_t length = address_text(a, host);
	memcpy(out + n, host, length);
	n += length;
	if (a->version == 6)
		out[n++] = ']';
	out[n++] = ':';
	n += put_decimal(out + n, port);
	out[n] = '\0';
	return n;
}

static bool ip4_parse(struct text t, uint8_t out[4])
{
	for (int i = 0; i < 4; i++) {
		struct text part = text_split(&t, '.');
		uint64_t v;
		if ((i < 3) != (t.s != NULL) || part.n > 3 || (part.n > 1 && part.s[0] == '0') ||
		    !text_number(part, 255, &v))
			return false;
		out[i] = (uint8_t)v;
	}
	return true;
}

/* Groups of one side of "::"; the last may be dotted decimal. Returns bytes written, or -1. */
static int ip6_side(struct text t, uint8_t out[16])
{
	int n = 0;
	if (t.n == 0)
		return 0;
	for (;;) {
		struct text group = text_split(&t, ':');
		if (!t.s && text_find_char(group, '.') != TEXT_NONE) {
			if (n > 12 || !ip4_parse(group, out + n))
				return -1;
			return n + 4;
		}
		if (group.n == 0 || group.n > 4 || n > 14)
			return -1;
		unsigned v = 0;
		for (size_t i = 0; i < group.n; i++) {
			int digit = ascii_hex(group.s[i]);
			if (digit < 0)
				return -1;
			v = v << 4 | (unsigned)digit;
		}
		out[n++] = (uint8_t)(v >> 8);
		out[n++] = (uint8_t)v;
		if (!t.s)
			return n;
	}
}

static bool ip6_parse(struct text t, uint8_t out[16])
{
	uint8_t head[16], tail[16];
	size_t gap = text_find(t, TEXT("::"));
	if (gap == TEXT_NONE)
		return ip6_side(t, out) == 16;
	if (text_find_char(text_head(t, gap), '.') != TEXT_NONE) /* dotted decimal is for the end */
		return false;
	int before = ip6_side(text_head(t, gap), head);
	int after = ip6_side(text_from(t, gap + 2), tail);
	if (before < 0 || after < 0 || before + after > 14)
		return false;
	memset(out, 0, 16);
	memcpy(out, head, (size_t)before);
	memcpy(out + 16 - after, tail, (size_t)after);
	return true;
}

bool address_parse(struct text t, struct address *a)
{
	struct address got = { .version = 4 };
	if (t.n < 2 || t.n > 45)
		return false;
	if (text_find_char(t, ':') != TEXT_NONE) {
		got.version = 6;
		if (!ip6_parse(t, got.bytes))
			return false;
	} else if (!ip4_parse(t, got.bytes)) {
		return false;
	}
	*a = got;
	return true;
}

int address_compare(const struct address *a, const struct address *b)
{
	if (a->version != b->version)
		return a->version < b->version ? -1 : 1;
	return memcmp(a->bytes, b->bytes, 16);
}

bool address_is(const struct address *a, const struct address *b)
{
	return a->version == b->version && memcmp(a->bytes, b->bytes, 16) == 0;
}

bool address_in(const struct address *a, const struct address *base, unsigned bits)
{
	if (a->version != base->version || memcmp(a->bytes, base->bytes, bits / 8) != 0)
		return false;
	unsigned rest = bits % 8;
	return rest == 0 || (a->bytes[bits / 8] ^ base->bytes[bits / 8]) >> (8 - rest) == 0;
}

struct network {
	struct address base;
	unsigned bits;
};

static struct {
	size_t count;
	struct network list[ADDRESS_NETWORKS];
} own;

static bool parse_network(struct text t, struct network *out)
{
	struct text base = text_split(&t, '/');
	uint64_t bits;
	if (!address_parse(base, &out->base))
		return false;
	bits = out->base.version == 4 ? 32 : 128;
	if (t.s && !text_number(t, bits, &bits))
		return false;
	out->bits = (unsigned)bits;
	return true;
}

bool address_set_local(struct text list)
{
	struct network networks[ADDRESS_NETWORKS];
	size_t count = 0;
	while (list.n) {
		if (count == ADDRESS_NETWORKS ||
		    !parse_network(text_split(&list, ','), &networks[count++]))
			return false;
	}
	own.count = count;
	memcpy(own.list, networks, count * sizeof(networks[0]));
	return true;
}

static ATTR_COLD bool is_own(const struct address *a)
{
	for (size_t i = 0; i < own.count; i++)
		if (address_in(a, &own.list[i].base, own.list[i].bits))
			return true;
	return false;
}

/* Of IPv4. */
static inline bool is_local(const uint8_t *p)
{
	switch (p[0]) {
	case 10:
	case 127:
		return true;
	case 172:
		return (p[1] & 0xf0) == 16;
	case 192:
		return p[1] == 168;
	default:
		return false;
	}
}

bool address_is_local(const struct address *a)
{
	if (own.count && is_own(a))
		return true;
	return a->version == 4 && is_local(a->bytes);
}

bool address_is_loopback(const struct address *a)
{
	static const uint8_t four[16] = { 127, 0, 0, 1 }, six[16] = { [15] = 1 };
	return (a->version == 4 && memcmp(a->bytes, four, 16) == 0) ||
	    (a->version == 6 && memcmp(a->bytes, six, 16) == 0);
}

bool address_is_private(const struct address *a)
{
	const uint8_t *p = a->bytes;
	if (own.count && is_own(a))
		return true;
	if (a->version == 6)
		return (p[0] & 0xfe) == 0xfc || (p[0] == 0xfe && (p[1] & 0xc0) == 0x80) ||
		    address_is_loopback(a);
	return a->version == 4 &&
	    (is_local(p) || (p[0] == 169 && p[1] == 254) || (p[0] == 100 && (p[1] & 0xc0) == 64));
}
