/* Hostile requests, messages of DNS, server names, names in certificates and fields through match and judge: the
 * first byte chooses the kind, the second the flags of a repetition and what the text is. */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "detect/judge.h"
#include "detect/match.h"
#include "few-trails.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct few_trail list[] = {
	{ "evil.com", "some (malware)", "(static)" },
	{ "com", "domain (suspicious)", "(static)" },
	{ "a.onion", "onion", "(static)" },
	{ "a", "key", "(static)" },
	{ "/", "root", "(static)" },
	{ "/a", "path", "(static)" },
	{ "/a?", "question", "(static)" },
	{ "/a?b=", "query", "(static)" },
	{ "a/", "host", "(static)" },
	{ "6.6.6.6", "attacker", "(static)" },
	{ "7.7.7.7", "some trail", "(static)" },
	{ "5.6.0.0/16", "a range", "(static)" },
	{ "a@b", "mail", "(static)" },
	{ NULL, NULL, NULL },
};
static const char *const whitelist[] = { "white.net", "8.8.8.8", NULL };

static uint64_t told;

static void found(void *context, const struct event *e)
{
	(void)context;
	if (e->count == 0 || e->hit.info.n == 0 || e->serial != ++told)
		abort();
}

static void counted(void *context, uint64_t serial, uint64_t count)
{
	(void)context;
	if (serial > told || count < 2)
		abort();
}

/* False where the bytes are nothing of that kind. */
static bool observe(struct observation *o, unsigned what, struct text in, struct arena *arena)
{
	static struct http_request request;
	static struct dns_message dns;
	static struct tls_client_hello hello;
	static struct x509_alternative alternative;
	static struct x509_certificate certificate;
	static const struct x509_chain chain = { &certificate, 1, true };
	switch (o->kind) {
	case OBSERVED_HTTP_REQUEST:
		o->request = &request;
		return http_parse_request(in, &request);
	case OBSERVED_DNS:
		o->dns = &dns;
		return dns_parse(bytes_of(in.s, in.n), DNS_UNICAST, arena, &dns);
	case OBSERVED_FIELD:
		o->field = (struct field) { (enum field_id)(what % FIELD_COUNT), in };
		return in.n > 0;
	case OBSERVED_CERTIFICATES:
		alternative = (struct x509_alternative) { (enum x509_name_kind)(what % 4), in };
		certificate = (struct x509_certificate) {
			.names = &alternative, .name_count = 1, .subject.common_name = in
		};
		o->chain = &chain;
		return true;
	default:
		o->hello = &hello;
		hello.server_name = in;
		return true;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum observation_kind kinds[] = { OBSERVED_HTTP_REQUEST, OBSERVED_DNS,
		OBSERVED_TLS_CLIENT, OBSERVED_FIELD, OBSERVED_CERTIFICATES };
	struct arena arena = { .blocks = NULL };
	struct hits hits = { .count = 0 };
	if (size < 2)
		return 0;
	struct trails *trails = few_trails(list, whitelist);
	struct judge *j = judge_new(&(struct judge_options) {
	    .trails = trails, .key = { 1, 2 }, .found = found, .counted = counted });
	struct observation o = { .kind = kinds[data[0] % 5],
		.flow = 1,
		.proto = 6,
		.has_ports = true,
		.src = { .version = 4, .bytes = { 10, 0, 0, 1 } },
		.dst = { .version = 4, .bytes = { 6, 6, 6, 6 } } };
	if (o.kind == OBSERVED_DNS) {
		o.proto = 17;
		o.dport = 53;
	}
	told = 0;
	if (observe(&o, data[1] >> 1, text_bytes(data + 2, size - 2), &arena)) {
		for (int i = 0; i < 2; i++) {
			struct observations one = { .list = &o, .count = 1 };
			match_batch(trails, &one, &hits);
			judge_take(j, &o, hits.hits, hits.count);
			o.repeats = data[1] & 1;
		}
		judge_end(j);
	}
	judge_free(j);
	hits_free(&hits);
	arena_free(&arena);
	few_trails_free(trails);
	return 0;
}
