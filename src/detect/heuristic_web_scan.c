/* Web scan: one client asks one server for more than ten different first segments of paths within 30
 * seconds. detection.md 3.3 H10a, 4.1-4.3, with a window that slides. */
#include <config.h>

#include "base/time.h"
#include "detect/names.h"
#include "detect/scans.h"

enum { THRESHOLD = 10 };

static void *init(const struct judge_options *options)
{
	static const struct scans_shape shape = { .threshold = THRESHOLD,
		.window = 30 * NS_PER_SECOND };
	return scans_new(&shape, &options->key);
}

static void release(void *state)
{
	scans_free(state);
}

/* Between the first and the second slash, with a query that comes before the second. */
static struct text first_segment(struct text target, struct arena *arena)
{
	struct text path = text_from(target, 1);
	return text_lower(text_head(path, text_find_char(path, '/')), arena);
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct text target = o->request->target;
	(void)hits;
	(void)n;
	if (target.n == 0 || target.s[0] != '/')
		return;
	/* Between local hosts that is what pages of appliances and their monitoring look like. */
	if (address_is_local(&o->src) && address_is_local(&o->dst))
		return;
	struct text segment = first_segment(target, judge_arena(j));
	struct sighting first, one = scans_sighting(o, scans_pair(state, &o->src, &o->dst));
	one.item[0] = scans_hash(state, segment);
	one.item[1] = segment.n;
	size_t measured = scans_take(state, &one, &first);
	if (measured == 0)
		return;
	struct event e = scans_event(state, o, measured, &first);
	e.hit = (struct hit) { .type = EVENT_PATH,
		.trail = TEXT("*"),
		.info = TEXT("potential web scanning"),
		.reference = TEXT("(heuristic)"),
		.observed = target,
		.suppressed = mark_addresses(judge_trails(j), judge_arena(j), &o->src, &o->dst),
		.rule = heuristic_web_scan.name };
	judge_found(j, o, &e);
}

static struct judge_table table(const void *state)
{
	return scans_table(state, heuristic_web_scan.name);
}

const struct heuristic heuristic_web_scan = {
	.name = "web_scanning",
	.kinds = 1u << OBSERVED_HTTP_REQUEST,
	.init = init,
	.take = take,
	.table = table,
	.free = release,
};
