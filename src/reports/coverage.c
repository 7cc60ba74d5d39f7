/* Coverage: what a run examined and what it did not. */
#include <config.h>

#include "base/escape.h"
#include "reports/coverage.h"
#include "reports/formats.h"

/* How what was not examined is called. */
static const struct wording {
	const char *group, *name, *one, *many;
	bool counted_only; /* it does not make a run incomplete */
} wordings[] = {
	{ "state", "damaged", "damaged capture", "damaged captures", false },
	{ "state", "interrupted", "interrupted capture", "interrupted captures", false },
	{ "state", "unreadable", "unreadable file", "unreadable files", false },
	{ "state", "not a capture", "file that is no capture", "files that are no captures",
	    false },
	{ "state", "repeated", "repeated capture", "repeated captures", true },
	{ "drops", "kernel", "frame dropped by the kernel", "frames dropped by the kernel", false },
	{ "drops", "interface", "frame dropped by the interface", "frames dropped by the interface",
	    false },
	{ "packets", "unknown-link-type", "frame of an unknown link type",
	    "frames of unknown link types", false },
	{ "packets", "undecodable", "undecodable frame", "undecodable frames", true },
	{ "packets", "fragment", "fragment not joined", "fragments not joined", true },
	{ "packets", "not-ip", "frame that is not IP", "frames that are not IP", true },
	{ "packets", "encrypted-link", "frame encrypted on its link",
	    "frames encrypted on their links", true },
	{ "packets", "cut-by-snap-length", "frame cut by the snap length",
	    "frames cut by the snap length", true },
	{ "packets", "filtered", "frame filtered out", "frames filtered out", true },
	{ "walk", "not-captures", "file that is no capture", "files that are no captures", true },
};

static struct coverage_group *group_of(
    struct coverage *v, struct coverage_list *list, struct text group, struct text name)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_is(list->list[i].group, group) && text_is(list->list[i].name, name))
			return &list->list[i];
	if (list->count == COVERAGE_GROUPS)
		return &list->list[COVERAGE_GROUPS - 1];
	struct coverage_group *added = &list->list[list->count++];
	*added = (struct coverage_group) { .group = arena_text(&v->arena, group),
		.name = arena_text(&v->arena, name) };
	return added;
}

/* "a.pcap (byte 1,234: record length)". */
static struct text describe_input(struct coverage *v, const struct case_input *input)
{
	struct buf b;
	buf_init(&b, REPORT_RECORD);
	escape_terminal(&b, input->name);
	if (input->gap_count) {
		buf_add(&b, TEXT(" (byte "));
		display_number(&b, input->gaps[0].offset);
		buf_add(&b, TEXT(": "));
		escape_terminal(&b, input->gaps[0].what);
		if (input->gap_count > 1) {
			buf_add(&b, TEXT("; +"));
			display_number(&b, input->gap_count - 1);
		}
		buf_add(&b, TEXT(")"));
	} else if (input->why.n) {
		struct text rest = input->why;
		bool names = text_is(input->state, TEXT("repeated")); /* why: another input */
		buf_add(&b, TEXT(" ("));
		escape_terminal(&b, names ? rest : text_split(&rest, ':'));
		buf_add(&b, TEXT(")"));
	}
	struct text kept = arena_text(&v->arena, buf_text(&b));
	buf_free(&b);
	return kept;
}

/* Frames that were lost before they could be read. */
static void add_drops(struct coverage *v, struct text by, uint64_t frames)
{
	if (frames)
		group_of(v, &v->totals, TEXT("drops"), by)->count += frames;
}

static bool each_input(void *context, const struct case_input *input)
{
	struct coverage *v = context;
	bool whole = text_is(input->state, TEXT("read"));
	if (whole || text_is(input->state, TEXT("damaged")) ||
	    text_is(input->state, TEXT("interrupted"))) {
		bool live = text_is(input->format, TEXT("live"));
		v->inputs++;
		v->live += live;
		v->bytes += live ? input->frame_bytes : input->size;
		for (size_t i = 0; i < input->gap_count; i++)
			v->bytes -=
			    input->gaps[i].bytes <= v->bytes ? input->gaps[i].bytes : v->bytes;
		v->frames += input->frames;
	}
	add_drops(v, TEXT("kernel"), input->dropped_kernel);
	add_drops(v, TEXT("interface"), input->dropped_interface);
	if (whole)
		return true;
	struct coverage_group *group = group_of(v, &v->states, TEXT("state"), input->state);
	group->count++;
	if (group->named_count < COVERAGE_NAMES)
		group->named[group->named_count++] = describe_input(v, input);
	return true;
}

static bool each_total(void *context, struct text group, struct text name, uint64_t count)
{
	struct coverage *v = context;
	if (count)
		group_of(v, &v->totals, group, name)->count += count;
	return true;
}

static bool each_limit(void *context, struct text table, uint64_t cap, uint64_t evicted)
{
	struct coverage *v = context;
	(void)cap;
	if (evicted)
		group_of(v, &v->limits, TEXT("limit"), table)->count += evicted;
	return true;
}

static bool each_source(
    void *context, struct text store, struct text name, struct text digest, uint64_t trails)
{
	struct coverage *v = context;
	(void)name;
	(void)digest;
	group_of(v, &v->stores, TEXT("store"), store)->count += trails;
	return true;
}

bool coverage_gather(struct coverage *v, struct case_file *c, struct fault *f)
{
	v->interrupted = case_get(c, "interrupted").n > 0;
	return case_each_input(c, each_input, v, f) && case_each_total(c, each_total, v, f) &&
	    case_each_limit(c, each_limit, v, f) && case_each_source(c, each_source, v, f);
}

void coverage_free(struct coverage *v)
{
	arena_free(&v->arena);
}

uint64_t coverage_examined(const struct coverage *v)
{
	bool any = false;
	for (size_t i = 0; i < v->totals.count; i++) {
		const struct coverage_group *total = &v->totals.list[i];
		if (!text_is(total->group, TEXT("packets")))
			continue;
		any = true;
		if (text_is(total->name, TEXT("examined")))
			return total->count;
	}
	return any ? 0 : v->frames;
}

static const struct wording *wording_of(const struct coverage_group *group)
{
	for (size_t i = 0; i < sizeof(wordings) / sizeof(wordings[0]); i++)
		if (text_is(group->group, text_of(wordings[i].group)) &&
		    text_is(group->name, text_of(wordings[i].name)))
			return &wordings[i];
	return NULL;
}

void coverage_phrase(struct buf *out, const struct coverage_group *group)
{
	const struct wording *wording = wording_of(group);
	if (wording) {
		display_count(out, group->count, wording->one, wording->many);
	} else if (text_is(group->group, TEXT("state"))) {
		display_count(out, group->count, "input ", "inputs ");
		escape_terminal(out, group->name);
	} else {
		escape_terminal(out, group->name);
		buf_char(out, ' ');
		display_number(out, group->count);
	}
}

/* ": a.pcap, b.pcap and 3 more". */
static void add_names(struct buf *line, const struct coverage_group *group)
{
	for (size_t i = 0; i < group->named_count; i++) {
		buf_add(line, i ? TEXT(", ") : TEXT(": "));
		buf_add(line, group->named[i]);
	}
	if (group->named_count && group->count > group->named_count) {
		buf_add(line, TEXT(" and "));
		display_number(line, group->count - group->named_count);
		buf_add(line, TEXT(" more"));
	}
}

/* What became of frames that are examined: those of joined fragments are, in their datagram. */
static bool is_examined(struct text fate)
{
	return text_is(fate, TEXT("examined")) || text_is(fate, TEXT("joined-fragment"));
}

static bool is_gap(const struct coverage_group *group, bool brief)
{
	const struct wording *wording = wording_of(group);
	if (brief && wording && wording->counted_only)
		return false;
	if (text_is(group->group, TEXT("packets")))
		return !is_examined(group->name);
	return text_is(group->group, TEXT("state")) || text_is(group->group, TEXT("drops"));
}

void coverage_gaps(const struct coverage *v, bool brief,
    void (*each)(void *context, struct text line), void *context)
{
	const struct coverage_list *lists[] = { &v->states, &v->totals };
	struct buf line;
	buf_init(&line, REPORT_RECORD);
	if (v->interrupted)
		each(context, TEXT("what came after the interruption"));
	for (size_t k = 0; k < sizeof(lists) / sizeof(lists[0]); k++) {
		for (size_t i = 0; i < lists[k]->count; i++) {
			if (!is_gap(&lists[k]->list[i], brief))
				continue;
			buf_clear(&line);
			coverage_phrase(&line, &lists[k]->list[i]);
			if (!brief)
				add_names(&line, &lists[k]->list[i]);
			each(context, buf_text(&line));
		}
	}
	buf_free(&line);
}
