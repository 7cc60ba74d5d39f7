/*
 * Hostile requests and responses through all heuristics: patterns of attacks, user agents, what findings are made
 * of. The first byte: its lowest bit chooses a response, the next a local server. The judge is a new one only now and
 * then, for its patterns are compiled.
 */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "detect/judge.h"
#include "detect/match.h"
#include "few-trails.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUTS = 4096, TRAIL_MOST = 64 << 10 };

static const struct few_trail list[] = { { "evil.com", "some (malware)", "(static)" },
	{ "/gate.php", "a path", "(static)" }, { NULL, NULL, NULL } };
static const char *const whitelist[] = { "white.net", "8.8.8.8", NULL };

static uint64_t told, sum;

/* Reads every byte. */
static void touch(struct text t)
{
	if (t.n > TRAIL_MOST)
		abort();
	for (size_t i = 0; i < t.n; i++)
		sum += (uint8_t)t.s[i];
}

static void found(void *context, const struct event *e)
{
	(void)context;
	/* Nothing of what is sent suppresses what it is sent to: only names are whitelisted here. */
	if (e->serial != ++told || e->hit.trail.n == 0 || e->hit.info.n == 0 ||
	    (e->hit.suppressed.n && e->hit.type != EVENT_DNS && e->hit.type != EVENT_URL &&
		strcmp(e->hit.rule, "proxy_probe") != 0))
		abort();
	touch(e->hit.trail);
	touch(e->hit.info);
	touch(e->hit.observed);
	touch(e->hit.suppressed);
	touch(e->forwarded);
}

static void counted(void *context, uint64_t serial, uint64_t count)
{
	(void)context;
	if (serial == 0 || serial > told || count < 2)
		abort();
}

static bool observe(struct observation *o, struct text in)
{
	static struct http_request request;
	static struct http_response response;
	if (o->kind == OBSERVED_HTTP_REQUEST) {
		o->request = &request;
		return http_parse_request(in, &request);
	}
	o->response = &response;
	if (!http_parse_response(in, &response))
		return false;
	response.type = http_magic(response.body);
	return true;
}

static void judge_message(
    struct judge *j, const struct trails *trails, struct observation *o, struct text in)
{
	static uint64_t flow;
	struct hits hits = { .count = 0 };
	o->flow = ++flow;
	if (!observe(o, in))
		return;
	for (int i = 0; i < 2; i++) {
		struct observations one = { .list = o, .count = 1 };
		match_batch(trails, &one, &hits);
		judge_take(j, o, hits.hits, hits.count);
		o->repeats = true;
	}
	hits_free(&hits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct trails *trails;
	static struct judge *j;
	static unsigned inputs;
	if (size == 0)
		return 0;
	if (inputs++ % INPUTS == 0) {
		judge_free(j);
		told = 0;
		trails = trails ? trails : few_trails(list, whitelist);
		j = judge_new(&(struct judge_options) { .trails = trails,
		    .key = { 1, 2 },
		    .choice = { .enabled = UINT64_MAX },
		    .found = found,
		    .counted = counted });
	}
	bool response = data[0] & 1, local = data[0] & 2;
	struct observation o = { .kind = response ? OBSERVED_HTTP_RESPONSE : OBSERVED_HTTP_REQUEST,
		.proto = 6,
		.has_ports = true,
		.from_initiator = !response,
		.dport = 80,
		.src = { .version = 4, .bytes = { 9, 9, 9, 9 } },
		.dst = { .version = 4, .bytes = { local ? 10 : 8, 1, 1, 1 } } };
	uint8_t *copy = xmalloc(size - 1); /* of its size: the byte behind it is none */
	memcpy(copy, data + 1, size - 1);
	judge_message(j, trails, &o, text_bytes(copy, size - 1));
	free(copy);
	return 0;
}
