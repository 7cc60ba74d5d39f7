/* A DNS message. */
#include <config.h>

#include <stdlib.h>

#include "base/limits.h"
#include "protocols/dns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* A name is lower case and not too long; the last byte of each text is read. */
static void check_name(struct text name)
{
	if (name.n > LIMIT_NAME)
		abort();
	for (size_t i = 0; i < name.n; i++)
		if (name.s[i] >= 'A' && name.s[i] <= 'Z')
			abort();
}

static void check_record(const struct dns_record *r, const uint8_t *data, size_t n)
{
	const uint8_t *p = (const uint8_t *)r->data.s;
	check_name(r->name);
	check_name(r->target);
	if (r->section > 2 || p < data || p > data + n || r->data.n > (size_t)(data + n - p))
		abort();
	bool plain = r->type == DNS_A || r->type == DNS_AAAA;
	if (plain && r->address.version != 0 && r->data.n != (r->address.version == 4 ? 4 : 16))
		abort();
	for (size_t i = 0; r->more && i < r->more->name_count; i++)
		check_name(r->more->names[i]);
	for (size_t i = 0; r->more && i < r->more->address_count; i++)
		if (r->more->addresses[i].version != 4 && r->more->addresses[i].version != 6)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct arena arena;
	struct dns_message m;
	if (dns_parse(bytes_of(data, n), DNS_UNICAST, &arena, &m)) {
		if (m.question_count + m.record_count == 0 || m.record_count > LIMIT_DNS_RECORDS)
			abort();
		for (size_t i = 0; i < m.question_count; i++)
			check_name(m.questions[i].name);
		for (size_t i = 0; i < m.record_count; i++)
			check_record(&m.records[i], data, n);
	}
	arena_reset(&arena);
	return 0;
}
