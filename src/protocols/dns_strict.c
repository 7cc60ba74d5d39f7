/*
 * Whether bytes that came to any port are a DNS message: everything in it must be as RFC 1035 4.1 has it,
 * to the last byte. Nothing is built.
 */
#include <config.h>

#include "base/limits.h"
#include "protocols/dns.h"

enum {
	STRICT_LEAST = DNS_HEADER + 7, /* a name of one byte, type, class */
	QUESTIONS_MOST = 4,
	RECORDS_MOST = 256,
	RCODE_MOST = 10, /* RFC 2136 2.2 */
	LABEL_MOST = 63,
	POINTER = 0xc0,
	CLASS_IN = 1,
	TYPE_KNOWN = 65,   /* the types of hosts are below */
	TYPE_TSIG = 250,   /* RFC 8945: class ANY */
	TYPE_QUERIES = 255 /* AXFR, ANY and the like, from 251 on */
};

bool dns_is_strict_header(const uint8_t *p)
{
	bool response = p[2] & 0x80;
	size_t answers = load_be16(p + 6), authority = load_be16(p + 8), more = load_be16(p + 10);
	if (p[4] != 0 || p[5] == 0 || p[5] > QUESTIONS_MOST)
		return false;
	if ((p[2] & 0x78) != 0 || (p[3] & 0x40) != 0)
		return false;
	if (!response)
		return (p[2] & 4) == 0 && (p[3] & 0x8f) == 0 && answers + authority == 0 &&
		    more <= 2;
	return (p[3] & 15) <= RCODE_MOST && answers + authority + more <= RECORDS_MOST;
}

/* A byte of a host's name, or of what services and texts are named by. */
static bool is_plausible(uint8_t c)
{
	return ascii_letter((char)c) || ascii_digit((char)c) || c == '-' || c == '_';
}

static bool skip_plausible_name(const uint8_t *p, size_t size, size_t *at)
{
	size_t begin = *at;
	while (*at < size && p[*at] != 0) {
		size_t n = p[*at];
		if (n > LABEL_MOST || n >= size - *at)
			return false;
		for (size_t i = 1; i <= n; i++)
			if (!is_plausible(p[*at + i]))
				return false;
		*at += 1 + n;
	}
	++*at;
	return *at <= size && *at - begin >= 3 && *at - begin <= LIMIT_NAME;
}

static bool skip_name(const uint8_t *p, size_t size, size_t *at)
{
	while (*at < size && p[*at] != 0 && p[*at] < POINTER) {
		if (p[*at] > LABEL_MOST)
			return false;
		*at += 1 + (size_t)p[*at];
	}
	if (*at >= size)
		return false;
	if (p[*at] == 0) {
		++*at;
		return true;
	}
	if (size - *at < 2 || (load_be16(p + *at) & 0x3fffu) >= *at)
		return false;
	*at += 2;
	return true;
}

static bool skip_question(const uint8_t *p, size_t size, size_t *at)
{
	if (!skip_plausible_name(p, size, at) || size - *at < 4)
		return false;
	unsigned type = load_be16(p + *at), class = load_be16(p + *at + 2);
	*at += 4;
	return class == CLASS_IN && type > 0 &&
	    (type <= TYPE_KNOWN || (type > TYPE_TSIG && type <= TYPE_QUERIES));
}

static bool skip_record(const uint8_t *p, size_t size, size_t *at)
{
	if (!skip_name(p, size, at) || size - *at < 10)
		return false;
	unsigned type = load_be16(p + *at), class = load_be16(p + *at + 2);
	size_t n = load_be16(p + *at + 8);
	*at += 10;
	if (n > size - *at)
		return false;
	*at += n;
	return class == CLASS_IN || type == DNS_OPT || type == TYPE_TSIG;
}

bool dns_is_strict(const uint8_t *p, size_t n)
{
	if (n < STRICT_LEAST || !dns_is_strict_header(p))
		return false;
	size_t at = DNS_HEADER;
	size_t records = (size_t)load_be16(p + 6) + load_be16(p + 8) + load_be16(p + 10);
	for (size_t i = 0; i < p[5]; i++)
		if (!skip_question(p, n, &at))
			return false;
	for (size_t i = 0; i < records; i++)
		if (!skip_record(p, n, &at))
			return false;
	return at == n;
}
