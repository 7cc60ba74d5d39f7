/* Running match and judge in tests. */
#include <config.h>

#include <stdlib.h>

#include "check.h"
#include "detection.h"

enum { SHOWN = 2048 };

struct hits hits;

struct address address(const char *s)
{
	struct address a = { .version = 0 };
	if (!address_parse(text_of(s), &a))
		exit(99);
	return a;
}

static void put(char out[SHOWN], size_t *n, struct text t)
{
	for (size_t i = 0; i < t.n && *n < SHOWN; i++)
		out[(*n)++] = t.s[i];
}

struct text shown(const struct trails *from, struct observation *o)
{
	static const char *const types[EVENT_TYPE_COUNT] = { [EVENT_DNS] = "DNS",
		[EVENT_IP] = "IP",
		[EVENT_IPORT] = "IPORT",
		[EVENT_URL] = "URL",
		[EVENT_HTTP] = "HTTP",
		[EVENT_UA] = "UA",
		[EVENT_CERT] = "CERT",
		[EVENT_TLS] = "TLS",
		[EVENT_SSH] = "SSH",
		[EVENT_FILE] = "FILE" };
	static char out[SHOWN];
	size_t n = 0;
	struct observations one = { .list = o, .count = 1 };
	match_batch(from, &one, &hits);
	for (size_t i = 0; i < hits.count; i++) {
		const struct hit *h = &hits.hits[i];
		put(out, &n, i ? TEXT("; ") : TEXT(""));
		put(out, &n, text_of(types[h->type] ? types[h->type] : "?"));
		put(out, &n, TEXT(" "));
		put(out, &n, h->trail);
		put(out, &n, TEXT(" ["));
		put(out, &n, h->info);
		put(out, &n, TEXT("]"));
		put(out, &n, h->suppressed.n ? TEXT("!") : TEXT(""));
		put(out, &n, h->suppressed);
		if (!text_is(h->reference, TEXT("(static)")) || strcmp(h->rule, "trail") != 0)
			put(out, &n, TEXT(" with a wrong reference or rule"));
	}
	return (struct text) { out, n };
}

struct told told;
static struct trails *known;
static uint64_t contacts; /* of contact() since start() */

static struct text kept(struct text t)
{
	return t.n ? arena_text(&told.arena, t) : (struct text) { NULL, 0 };
}

static void found(void *context, const struct event *e)
{
	(void)context;
	if (e->serial == 0 || e->serial > TOLD)
		return;
	struct event *copy = &told.events[e->serial - 1];
	*copy = *e;
	copy->hit.trail = kept(e->hit.trail);
	copy->hit.info = kept(e->hit.info);
	copy->hit.reference = kept(e->hit.reference);
	copy->hit.observed = kept(e->hit.observed);
	copy->hit.suppressed = kept(e->hit.suppressed);
	copy->forwarded = kept(e->forwarded);
	told.counts[e->serial - 1] = e->count;
	told.n = e->serial;
}

static void counted(void *context, uint64_t serial, uint64_t count)
{
	(void)context;
	told.calls++;
	if (serial && serial <= told.n && serial <= TOLD)
		told.counts[serial - 1] = count;
}

struct judge *start(void)
{
	return start_with(&(struct heuristic_choice) { 0 }, NULL);
}

struct judge *start_with(const struct heuristic_choice *choice, const struct agents *agents)
{
	static const struct few_trail list[] = {
		{ "6.6.6.6", "some trail", "(static)" },
		{ "6.6.7.7/x", "a URL", "(static)" },
		{ "evil.com", "some (malware)", "(static)" },
		{ "/gate.php", "a path", "(static)" },
		{ NULL, NULL, NULL },
	};
	static const char *const whitelist[] = { "white.net", "8.8.8.8", NULL };
	if (!known)
		known = few_trails(list, whitelist);
	const struct judge_options options = { .trails = known,
		.key = { 1, 2 },
		.choice = *choice,
		.agents = agents,
		.found = found,
		.counted = counted };
	arena_free(&told.arena);
	told = (struct told) { .n = 0 };
	contacts = 0;
	return judge_new(&options);
}

void take(struct judge *j, struct observation *o)
{
	struct observations one = { .list = o, .count = 1 };
	match_batch(known, &one, &hits);
	judge_take(j, o, hits.hits, hits.count);
}

struct judge_table table_of(const struct judge *j, const char *name)
{
	struct judge_table all[64];
	size_t n = judge_tables(j, all, sizeof(all) / sizeof(all[0]));
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].name, name) == 0)
			return all[i];
	return (struct judge_table) { NULL, 0, 0 };
}

struct observation observation(
    enum observation_kind kind, const char *src, const char *dst, uint64_t flow)
{
	return (struct observation) { .kind = kind,
		.src = address(src),
		.dst = address(dst),
		.sport = 40000,
		.dport = 80,
		.proto = TCP,
		.tcp_flags = SYN,
		.has_ports = true,
		.from_initiator = true,
		.flow = flow,
		.frame = 7,
		.first_frame = 7,
		.input = 3,
		.order = { .seq = flow, .late = true },
		.time = 5,
		.clock = 6 };
}

void contact(struct judge *j, const struct line *l, int64_t at)
{
	struct observation o = observation(OBSERVED_FLOW, l->src, l->dst, ++contacts);
	o.clock = o.time = at;
	o.dport = l->port;
	o.proto = l->proto;
	o.frame = o.first_frame = contacts;
	take(j, &o);
	o.kind = OBSERVED_FLOW_END;
	o.ended = (struct flow_facts) { .packets = { 5, 5 },
		.bytes = { l->sent, l->answered },
		.first = at,
		.last = at,
		.last_frame = contacts,
		.last_input = 3 };
	take(j, &o);
}

struct observation flow_end(uint64_t flow, uint64_t sent, uint64_t answered)
{
	struct observation o = observation(OBSERVED_FLOW_END, "10.0.0.1", "6.6.6.6", flow);
	o.ended.packets[0] = sent;
	o.ended.packets[1] = answered;
	return o;
}

struct observation asks(
    struct dns_message *m, struct dns_question *q, const char *name, uint64_t flow)
{
	*q = (struct dns_question) { .name = text_of(name), .type = DNS_A, .class = 1 };
	*m = (struct dns_message) { .questions = q, .question_count = 1 };
	struct observation o = observation(OBSERVED_DNS, "10.0.0.1", "10.0.0.2", flow);
	o.proto = UDP;
	o.dport = 53;
	o.dns = m;
	return o;
}

int detection_done(void)
{
	hits_free(&hits);
	arena_free(&told.arena);
	if (known)
		few_trails_free(known);
	return check_done();
}
