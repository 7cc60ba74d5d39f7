/* The data of DNS records: names and addresses. RFC 1035 3.3, 2782, 3596, 9460; NetBIOS: RFC 1002 4.2. */
#include <config.h>

#include "protocols/dns_private.h"

enum {
	CLASS_IN = 1,
	CLASS_MASK = 0x7fff, /* multicast DNS has a flag above it: RFC 6762 10.2, 18.12 */
	HINT_IPV4 = 4,       /* RFC 9460 14.3.2 */
	HINT_IPV6 = 6,
	NETBIOS_ENTRY = 6, /* flags, address */
	NETBIOS_NAME = 15, /* then the suffix and flags */
	NETBIOS_STATUS = 18,
};

/* A part of the message that an element must not go beyond. */
struct region {
	size_t at, end;
};

static bool is_internet(const struct dns_record *r)
{
	return (r->class & CLASS_MASK) == CLASS_IN;
}

static struct address address_of(const uint8_t *p, size_t n)
{
	struct address a = { .version = n == 4 ? 4 : 6 };
	memcpy(a.bytes, p, n);
	return a;
}

/* The name that d begins with, if it ends there too; what it points to may lie elsewhere. Else empty. */
static struct text inner_name(struct dns_reading *m, struct region *d)
{
	struct text name;
	if (d->at >= d->end || !dns_read_name(m, &d->at, &name) || d->at > d->end) {
		d->at = d->end;
		return TEXT("");
	}
	return name;
}

static struct dns_more *more_of(struct dns_reading *m, struct dns_record *r)
{
	struct dns_more *more = arena_take(m->arena, sizeof(*more));
	*more = (struct dns_more) { .name_count = 0 };
	r->more = more;
	return more;
}

/* Two names. RFC 1035 3.3.13. */
static void read_authority(struct dns_reading *m, struct region d, struct dns_record *r)
{
	r->target = inner_name(m, &d);
	struct text mailbox = inner_name(m, &d);
	if (mailbox.n == 0)
		return;
	struct text *names = arena_take(m->arena, sizeof(*names));
	names[0] = mailbox;
	struct dns_more *more = more_of(m, r);
	more->names = names;
	more->name_count = 1;
}

/* The parameter of a service that begins at d: its key, and its value in *value. */
static bool next_parameter(
    const struct dns_reading *m, struct region *d, uint16_t *key, struct region *value)
{
	if (d->end - d->at < 4)
		return false;
	size_t n = load_be16(m->at + d->at + 2);
	*key = load_be16(m->at + d->at);
	d->at += 4;
	if (n > d->end - d->at)
		return false;
	*value = (struct region) { d->at, d->at + n };
	d->at += n;
	return true;
}

/* Addresses of that size, each behind so many bytes: counted, or put into a list. */
static size_t gather(
    const struct dns_reading *m, struct region d, size_t skip, size_t size, struct address *list)
{
	size_t n = 0;
	for (; d.end - d.at >= skip + size; d.at += skip + size, n++)
		if (list)
			list[n] = address_of(m->at + d.at + skip, size);
	return n;
}

static size_t gather_hints(const struct dns_reading *m, struct region d, struct address *list)
{
	uint16_t key;
	struct region value;
	size_t n = 0;
	while (next_parameter(m, &d, &key, &value)) {
		struct address *at = list ? list + n : NULL;
		if (key == HINT_IPV4)
			n += gather(m, value, 0, 4, at);
		else if (key == HINT_IPV6)
			n += gather(m, value, 0, 16, at);
	}
	return n;
}

/* The list becomes the record's. */
static void give_addresses(
    struct dns_reading *m, const struct address *list, size_t n, struct dns_record *r)
{
	r->address = list[0];
	if (n < 2)
		return;
	struct dns_more *more = more_of(m, r);
	more->addresses = list + 1;
	more->address_count = n - 1;
}

/* A priority, a name, parameters. RFC 9460 2.2. */
static void read_service(struct dns_reading *m, struct region d, struct dns_record *r)
{
	d.at += 2;
	r->target = inner_name(m, &d);
	size_t n = is_internet(r) ? gather_hints(m, d, NULL) : 0;
	if (n == 0)
		return;
	struct address *list = arena_take(m->arena, n * sizeof(*list));
	gather_hints(m, d, list);
	give_addresses(m, list, n, r);
}

/* RFC 1002 4.2.2, 4.2.13. */
static void read_netbios_addresses(struct dns_reading *m, struct region d, struct dns_record *r)
{
	size_t n = (d.end - d.at) / NETBIOS_ENTRY;
	if (n == 0)
		return;
	struct address *list = arena_take(m->arena, n * sizeof(*list));
	gather(m, d, 2, 4, list);
	give_addresses(m, list, n, r);
}

/* A node's own names, padded with spaces. RFC 1002 4.2.18. */
static void read_netbios_status(struct dns_reading *m, struct region d, struct dns_record *r)
{
	size_t fit = d.at < d.end ? (d.end - d.at - 1) / NETBIOS_STATUS : 0;
	size_t n = fit && m->at[d.at] < fit ? m->at[d.at] : fit;
	if (n == 0)
		return;
	struct text *names = arena_take(m->arena, n * sizeof(*names));
	char *s = arena_take(m->arena, n * NETBIOS_NAME);
	for (size_t i = 0; i < n; i++, s += NETBIOS_NAME) {
		size_t size = NETBIOS_NAME;
		const uint8_t *p = m->at + d.at + 1 + i * NETBIOS_STATUS;
		for (size_t k = 0; k < size; k++)
			s[k] = ascii_lower((char)p[k]);
		while (size > 0 && (s[size - 1] == ' ' || s[size - 1] == '\0'))
			size--;
		names[i] = (struct text) { s, size };
	}
	r->target = names[0];
	struct dns_more *more = more_of(m, r);
	more->names = names + 1;
	more->name_count = n - 1;
}

static void read_netbios(struct dns_reading *m, struct region d, struct dns_record *r)
{
	if (r->type == DNS_NB)
		read_netbios_addresses(m, d, r);
	else if (r->type == DNS_NBSTAT)
		read_netbios_status(m, d, r);
	else if (r->type == DNS_A && d.end - d.at == 4)
		r->address = address_of(m->at + d.at, 4);
	else if (r->type == DNS_NS)
		r->target = inner_name(m, &d);
}

/* A name behind so many bytes. */
static void read_target(struct dns_reading *m, struct region d, size_t before, struct dns_record *r)
{
	d.at += before;
	r->target = inner_name(m, &d);
}

/* Most records are such: the sizes are constants, the bytes go where they stay. */
static inline void read_address(const uint8_t *p, struct dns_record *r)
{
	if (!is_internet(r))
		return;
	if (r->type == DNS_A && r->data.n == 4) {
		r->address.version = 4;
		memcpy(r->address.bytes, p, 4);
	} else if (r->type == DNS_AAAA && r->data.n == 16) {
		r->address.version = 6;
		memcpy(r->address.bytes, p, 16);
	}
}

static void read_other(struct dns_reading *m, struct region d, struct dns_record *r)
{
	switch (r->type) {
	case DNS_NS:
	case DNS_CNAME:
	case DNS_PTR:
	case DNS_DNAME:
		read_target(m, d, 0, r);
		break;
	case DNS_MX:
		read_target(m, d, 2, r);
		break;
	case DNS_SRV:
		read_target(m, d, 6, r);
		break;
	case DNS_SOA:
		read_authority(m, d, r);
		break;
	case DNS_SVCB:
	case DNS_HTTPS:
		read_service(m, d, r);
		break;
	default:
		break;
	}
}

void dns_read_data(struct dns_reading *m, size_t at, struct dns_record *r)
{
	struct region d = { at, at + r->data.n };
	if (unlikely(m->kind == DNS_NETBIOS))
		read_netbios(m, d, r);
	else if (likely(r->type == DNS_A || r->type == DNS_AAAA))
		read_address(m->at + at, r);
	else
		read_other(m, d, r);
}
