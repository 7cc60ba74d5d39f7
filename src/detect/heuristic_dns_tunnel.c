/*
 * DNS tunnel: one client asks for many different names below one domain that carry data: of a type whose
 * answers carry some as well, or with a label as long as nobody types. (MITRE ATT&CK T1071.004; the types are
 * those that iodine, dns2tcp and dnscat2 use.) Counters and addresses in names have little entropy; names of
 * content networks have shorter labels.
 */
#include <config.h>

#include "base/time.h"
#include "detect/distinct.h"
#include "detect/entropy.h"
#include "detect/labels.h"
#include "detect/names.h"

enum {
	THRESHOLD = 50,       /* different names */
	ENTROPY = 3500,       /* thousandths of a bit a character */
	LONG_LABEL = 40,      /* longer than an MD5 digest, as long as a SHA-1 one */
	SHORTEST = 6,         /* what a question for data carries at least */
	SHORTEST_UNSURE = 20, /* the same where the domain may be one like "co.uk" */
	SHORT_DOMAIN = 3,
	NAMES = 1 << 17, /* of all clients and domains */
	CLASSES = 40,    /* of characters: letters, digits, "-", "_", ".", others */
	ENOUGH = 60000,  /* characters: then the older ones count half */
};

static const int64_t window = 600 * NS_PER_SECOND;

/* A client and a domain. */
struct channel {
	int64_t told;
	uint64_t frame;
	uint32_t input, characters;
	uint16_t classes[CLASSES];
	bool was_told;
};

static void *init(const struct judge_options *options)
{
	static const struct distinct_shape shape = { sizeof(struct channel), NAMES, window };
	return distinct_new(&shape, &options->key);
}

static void release(void *state)
{
	distinct_free(state);
}

static bool carries_data(uint16_t type)
{
	enum { NULL_RECORD = 10, KEY = 25, SPF = 99, PRIVATE = 65280 };
	switch (type) {
	case DNS_TXT:
	case DNS_CNAME:
	case DNS_MX:
	case DNS_SRV:
	case NULL_RECORD:
	case KEY:
	case SPF:
		return true;
	default:
		return type >= PRIVATE;
	}
}

static size_t longest_label(struct text below)
{
	size_t longest = 0;
	while (below.s) {
		struct text label = text_split(&below, '.');
		longest = label.n > longest ? label.n : longest;
	}
	return longest;
}

/* "_domainkey", "_dmarc", "_tcp": mail and directories ask for many of them. */
static bool is_of_a_service(struct text below)
{
	while (below.s) {
		struct text label = text_split(&below, '.');
		if (label.n && label.s[0] == '_')
			return true;
	}
	return false;
}

static bool is_candidate(const struct dns_question *q, struct text below, struct text domain)
{
	if (below.n >= LONG_LABEL && longest_label(below) >= LONG_LABEL)
		return true;
	bool unsure = label_count(q->name) == 3 && text_find_char(domain, '.') <= SHORT_DOMAIN;
	return carries_data(q->type) && below.n >= (unsure ? SHORTEST_UNSURE : SHORTEST) &&
	    !is_of_a_service(below);
}

static unsigned class_of(char c)
{
	if (ascii_letter(c))
		return (unsigned)(ascii_lower(c) - 'a');
	if (ascii_digit(c))
		return 26 + (unsigned)(c - '0');
	return c == '-' ? 36 : c == '_' ? 37 : c == '.' ? 38 : 39;
}

static void add_characters(struct channel *t, struct text below)
{
	if (t->characters + below.n > ENOUGH) {
		t->characters = 0;
		for (int i = 0; i < CLASSES; i++)
			t->characters += t->classes[i] /= 2;
	}
	for (size_t i = 0; i < below.n; i++)
		t->classes[class_of(below.s[i])]++;
	t->characters += (uint32_t)below.n;
}

static uint64_t entropy(const struct channel *t)
{
	struct histogram h = { .total = t->characters };
	for (int i = 0; i < CLASSES; i++)
		h.counts[i] = t->classes[i];
	return histogram_entropy(&h);
}

static void tell(struct judge *j, const struct observation *o, const struct channel *t,
    uint64_t measured, struct text domain)
{
	struct arena *arena = judge_arena(j);
	struct event e = judge_event(o);
	if (t->input == o->input)
		e.first_frame = t->frame;
	e.threshold = THRESHOLD;
	e.measured = measured;
	e.hit = (struct hit) { .type = EVENT_DNS,
		.trail = arena_text(arena, domain),
		.info = TEXT("potential dns tunnel (suspicious)"),
		.reference = TEXT("(heuristic)"),
		.observed = o->dns->questions[0].name,
		.suppressed = mark_name(judge_trails(j), arena, domain),
		.rule = heuristic_dns_tunnel.name };
	judge_found(j, o, &e);
}

static uint64_t group_of(
    const struct distinct *all, const struct address *client, struct text domain)
{
	const uint64_t parts[2] = { distinct_hash(all, domain.s, domain.n),
		distinct_hash(all, client, sizeof(*client)) };
	return distinct_hash(all, parts, sizeof(parts));
}

static void judge_name(struct judge *j, struct distinct *all, const struct observation *o,
    struct text domain, struct text below)
{
	uint64_t group = group_of(all, &o->src, domain);
	uint64_t name = hash_mix(group) ^ distinct_hash(all, below.s, below.n);
	struct distinct_group g;
	if (!distinct_again(all, name, o->clock, &g))
		g = distinct_add(all, group, name, false, o->clock);
	struct channel *t = g.value;
	if (t->frame == 0) {
		t->frame = o->frame;
		t->input = o->input;
	}
	if (!g.fresh)
		return;
	add_characters(t, below);
	if (g.names <= THRESHOLD || (t->was_told && o->clock - t->told < window) ||
	    entropy(t) <= ENTROPY)
		return;
	t->was_told = true;
	t->told = o->clock;
	tell(j, o, t, g.names, domain);
}

static ATTR_COLD void judge_question(
    struct judge *j, struct distinct *all, const struct observation *o)
{
	const struct dns_question *q = &o->dns->questions[0];
	struct text domain = registered_domain(q->name);
	size_t below = q->name.n - domain.n;
	if (below < SHORTEST || (below < LONG_LABEL && !carries_data(q->type)))
		return;
	struct text data = text_head(q->name, below - 1);
	if (is_candidate(q, data, domain) && !name_is_ignored(q->name))
		judge_name(j, all, o, domain, data);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	(void)hits;
	(void)n;
	if (o->dns->response || o->dns->kind != DNS_UNICAST || o->dns->question_count == 0)
		return;
	const struct dns_question *q = &o->dns->questions[0];
	if (q->name.n >= LONG_LABEL || carries_data(q->type))
		judge_question(j, state, o);
}

static struct judge_table table(const void *state)
{
	return distinct_table(state, heuristic_dns_tunnel.name);
}

const struct heuristic heuristic_dns_tunnel = {
	.name = "dns_tunnel",
	.kinds = 1u << OBSERVED_DNS,
	.messages = 1u << DNS_QUERIES,
	.init = init,
	.take = take,
	.table = table,
	.free = release,
};
