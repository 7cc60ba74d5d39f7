/* Names in DNS messages. RFC 1035 3.1, 4.1.4; of NetBIOS: RFC 1001 14.1. */
#include <config.h>

#include "base/limits.h"
#include "protocols/dns_private.h"

enum {
	LABEL_MOST = 63,
	POINTER = 0xc0,
	OFFSET = 0x3fff, /* of a pointer */
	NETBIOS_ENCODED = 32,
	NETBIOS_NAME = 15,
};

/* ASCII capitals of eight bytes made small. */
static uint64_t lower_word(uint64_t w)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t low = w & ones * 0x7f;
	uint64_t from_a = low + ones * (0x80 - 'A'), past_z = low + ones * (0x7f - 'Z');
	return w | (from_a & ~past_z & ~w & ones * 0x80) >> 2;
}

static inline void copy_lower_word(char *to, const uint8_t *from)
{
	uint64_t w;
	memcpy(&w, from, DNS_WORD);
	w = lower_word(w);
	memcpy(to, &w, DNS_WORD);
}

/* Copies n bytes in lower case. The last word may have been copied in part. */
static inline void copy_lower(char *to, const uint8_t *from, size_t n)
{
	size_t i = 0;
	for (; n - i >= DNS_WORD; i += DNS_WORD)
		copy_lower_word(to + i, from + i);
	if (n >= DNS_WORD) {
		copy_lower_word(to + n - DNS_WORD, from + n - DNS_WORD);
		return;
	}
	for (; i < n; i++)
		to[i] = ascii_lower((char)from[i]);
}

/* What room for names takes next: for one name, however long, and more; 0 where they may take no more. */
static inline size_t next_room(struct dns_reading *m)
{
	size_t more = m->size < DNS_ROOM_MORE ? m->size / 2 : DNS_ROOM_MORE;
	size_t n = DNS_NAME_ROOM + more;
	if (n > m->budget)
		return 0;
	m->budget -= n;
	return n;
}

void *dns_take_room(struct dns_reading *m, size_t n)
{
	size_t names = next_room(m);
	char *p = arena_take(m->arena, n + names);
	m->room = p + n;
	m->room_left = names;
	return p;
}

/* Room for one more name. */
static inline char *room_for_name(struct dns_reading *m)
{
	if (m->room_left >= DNS_NAME_ROOM)
		return m->room;
	size_t n = next_room(m);
	if (n == 0)
		return NULL;
	m->room = arena_take(m->arena, n);
	m->room_left = n;
	return m->room;
}

/* Where the labels that begin at p end: at a zero or a pointer. 0 where they are malformed. */
static inline size_t end_of_labels(const struct dns_reading *m, size_t p)
{
	while (p < m->size) {
		size_t n = m->at[p];
		if (n - 1 >= LABEL_MOST)
			return n == 0 || n >= POINTER ? p : 0;
		p += 1 + n;
	}
	return 0;
}

/* Labels as text: each with a dot before it, where its length was. */
static inline void copy_labels(const struct dns_reading *m, size_t p, size_t end, char *to)
{
	copy_lower(to, m->at + p, end - p);
	for (size_t i = p; i < end; i += 1 + (size_t)m->at[i])
		to[i - p] = '.';
}

/* The labels from *at on, which moves behind them, with those that pointers lead to; *n bytes with a dot
 * before each. A pointer must lead before the labels that it ends: then every walk comes to an end. */
static inline bool gather(const struct dns_reading *m, size_t *at, char *to, size_t *n)
{
	size_t p = *at, behind = 0;
	*n = 0;
	for (size_t jumps = 0; jumps <= LIMIT_DNS_JUMPS; jumps++) {
		size_t end = end_of_labels(m, p);
		if (end == 0 || end - p > LIMIT_NAME + 1 - *n)
			return false;
		copy_labels(m, p, end, to + *n);
		*n += end - p;
		if (m->at[end] == 0) {
			*at = behind ? behind : end + 1;
			return true;
		}
		size_t target = m->size - end < 2 ? p : load_be16(m->at + end) & OFFSET;
		if (target >= p)
			return false;
		behind = behind ? behind : end + 2;
		p = target;
	}
	return false;
}

/* Sixteen bytes of a NetBIOS name in 32 small letters, in place. */
static bool decode_netbios(struct dns_reading *m, struct text *name, char *s)
{
	char bytes[NETBIOS_NAME + 1];
	size_t n = NETBIOS_NAME, scope = name->n - NETBIOS_ENCODED;
	if (name->n < NETBIOS_ENCODED || (scope > 0 && s[NETBIOS_ENCODED] != '.'))
		return false;
	for (size_t i = 0; i < sizeof(bytes); i++) {
		unsigned high = (unsigned)(s[2 * i] - 'a'), low = (unsigned)(s[2 * i + 1] - 'a');
		if (high > 15 || low > 15)
			return false;
		bytes[i] = (char)(high << 4 | low);
	}
	while (n > 0 && (bytes[n - 1] == ' ' || bytes[n - 1] == '\0'))
		n--;
	for (size_t i = 0; i < n; i++)
		s[i] = ascii_lower(bytes[i]);
	memmove(s + n, s + NETBIOS_ENCODED, scope);
	name->n = n + scope;
	if (m->known[0].at == 0)
		m->suffix = (uint8_t)bytes[NETBIOS_NAME];
	return true;
}

static inline bool read_anew(struct dns_reading *m, size_t *at, struct text *name)
{
	size_t n;
	char *room = room_for_name(m);
	if (!room || !gather(m, at, room, &n))
		return false;
	name->s = room + 1;
	name->n = n ? n - 1 : 0;
	if (m->kind == DNS_NETBIOS && n > 0 && !decode_netbios(m, name, room + 1))
		return false;
	m->room += n;
	m->room_left -= n;
	return true;
}

/* The name that a pointer at p leads to, where it was read; *begins becomes its place. */
static const struct dns_known *known_at(const struct dns_reading *m, size_t p, size_t *begins)
{
	if (m->size - p < 2)
		return NULL;
	*begins = load_be16(m->at + p) & OFFSET;
	if (*begins == 0)
		return NULL;
	for (int i = 0; i < 2; i++)
		if (m->known[i].at == *begins)
			return &m->known[i];
	return NULL;
}

bool dns_read_other_name(struct dns_reading *m, size_t *at, struct text *name)
{
	size_t begins = *at;
	if (begins < m->size && m->at[begins] >= POINTER) {
		const struct dns_known *known = known_at(m, *at, &begins);
		if (known) {
			*name = known->name;
			*at += 2;
			return true;
		}
	}
	if (!read_anew(m, at, name))
		return false;
	if (m->known[0].at == 0 && begins > 0 && begins <= OFFSET)
		m->first = POINTER << 8 | (unsigned)begins;
	m->known[m->known[0].at != 0] = (struct dns_known) { begins, *name };
	return true;
}
