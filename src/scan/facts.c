/* What the case says of inputs, frames by fate and bounded tables. */
#include <config.h>

#include <stdlib.h>

#include "base/intern.h"
#include "scan/facts.h"

/* A file of a walked directory that is no capture: counted, not listed. */
static bool is_stranger(const struct capture_input *in)
{
	return in->state == INPUT_NO_CAPTURE && !in->named;
}

void facts_name_inputs(const struct scan_options *o, size_t *named)
{
	for (; *named < capture_inputs(o->capture); (*named)++)
		if (!is_stranger(capture_input(o->capture, *named)))
			case_name_input(o->to, (uint32_t)*named,
			    text_of(capture_input(o->capture, *named)->name));
}

static const char *state_name(enum input_state state)
{
	static const char *const names[] = {
		[INPUT_READ] = "read",
		[INPUT_DAMAGED] = "damaged",
		[INPUT_UNREADABLE] = "unreadable",
		[INPUT_NO_CAPTURE] = "not a capture",
		[INPUT_INTERRUPTED] = "interrupted",
		[INPUT_REPEATED] = "repeated",
	};
	return names[state];
}

enum { FATES_TOLD = FATE_COUNT + 2 };

/* Frames by fate, those with a count; how many there are. */
static size_t list_fates(
    const struct decode_counts *counts, uint64_t filtered, struct case_count out[FATES_TOLD])
{
	size_t n = 0;
	for (int i = 0; i < FATE_COUNT; i++)
		if (counts->fates[i])
			out[n++] = (struct case_count) { text_of(fate_name((enum fate)i)),
				counts->fates[i] };
	if (counts->cut)
		out[n++] = (struct case_count) { TEXT("cut-by-snap-length"), counts->cut };
	if (filtered)
		out[n++] = (struct case_count) { TEXT("filtered"), filtered };
	return n;
}

static void record_input(const struct scan_options *o, uint32_t ordinal,
    const struct capture_input *in, const struct decode_counts *counts)
{
	struct case_interface *interfaces = xcalloc(in->interface_count, sizeof(*interfaces));
	struct case_gap *gaps = xcalloc(in->damage_count, sizeof(*gaps));
	struct case_mark *marks = xcalloc(in->mark_count, sizeof(*marks));
	struct case_count fates[FATES_TOLD];
	size_t fate_count = list_fates(counts, in->filtered, fates);
	for (size_t i = 0; i < in->interface_count; i++)
		interfaces[i] = (struct case_interface) {
			.link = text_of(link_name(in->interfaces[i].link)),
			.link_number = in->interfaces[i].link,
			.snaplen = in->interfaces[i].snaplen,
			.frames = in->interfaces[i].frames,
			.name = text_of(in->interfaces[i].name),
		};
	for (size_t i = 0; i < in->damage_count; i++)
		gaps[i] = (struct case_gap) { in->damages[i].offset, in->damages[i].bytes,
			text_of(in->damages[i].what) };
	for (size_t i = 0; i < in->mark_count; i++)
		marks[i] = (struct case_mark) { in->marks[i].frames, in->marks[i].offset,
			in->marks[i].section, in->marks[i].interfaces, in->marks[i].time };
	case_set_input(o->to, ordinal,
	    &(struct case_input) { .name = text_of(in->name),
		.state = text_of(state_name(in->state)),
		.format = text_of(in->format),
		.why = text_of(in->why),
		.member = text_of(in->member),
		.digest_kind = in->live ? TEXT("") : text_of(digest_name(o->digest)),
		.digest = text_of(in->digest),
		.stored_digest = text_of(in->stored_digest),
		.stored_size = in->stored_size,
		.size = in->size,
		.frames = in->frames,
		.frame_bytes = in->frame_bytes,
		.backwards = in->backwards,
		.dropped_kernel = in->dropped_kernel,
		.dropped_interface = in->dropped_interface,
		.first = in->first,
		.last = in->last,
		.interfaces = interfaces,
		.interface_count = in->interface_count,
		.gaps = gaps,
		.gap_count = in->damage_count,
		.marks = marks,
		.mark_count = in->mark_count,
		.fates = fates,
		.fate_count = fate_count });
	free(interfaces);
	free(gaps);
	free(marks);
}

static void record_inputs(const struct scan_options *o, const struct input_counts *counts)
{
	static const struct decode_counts none;
	uint64_t strangers = capture_strangers(o->capture);
	for (size_t i = 0; i < capture_inputs(o->capture); i++) {
		const struct capture_input *in = capture_input(o->capture, i);
		if (is_stranger(in))
			strangers++;
		else
			record_input(
			    o, (uint32_t)i, in, i < counts->count ? &counts->list[i] : &none);
	}
	case_add_total(o->to, "walk", "not-captures", strangers);
}

/* Link types that are not understood here, with their frames, in the order of the inputs. */
static void record_unknown_links(const struct scan_options *o)
{
	struct intern *names = intern_new(&(struct hash_key) { 0, 0 });
	uint64_t *frames = NULL;
	size_t room = 0;
	for (size_t i = 0; i < capture_inputs(o->capture); i++) {
		const struct capture_input *in = capture_input(o->capture, i);
		for (size_t k = 0; k < in->interface_count; k++) {
			bool fresh;
			if (decode_knows_link(in->interfaces[k].link) || !in->interfaces[k].frames)
				continue;
			uint32_t n =
			    intern_add(names, text_of(link_name(in->interfaces[k].link)), &fresh);
			frames = grow(frames, n, &room, sizeof(*frames));
			frames[n] = in->interfaces[k].frames + (fresh ? 0 : frames[n]);
		}
	}
	for (uint32_t n = 0; frames && n < intern_count(names); n++)
		case_add_total(o->to, "unknown-links", intern_text(names, n).s, frames[n]);
	free(frames);
	intern_free(names);
}

void facts_record(
    const struct scan_options *o, const struct input_counts *counts, const struct scan_result *r)
{
	uint64_t filtered = 0;
	record_inputs(o, counts);
	for (size_t i = 0; i < capture_inputs(o->capture); i++)
		filtered += capture_input(o->capture, i)->filtered;
	for (int i = 0; i < FATE_COUNT; i++)
		case_add_total(o->to, "packets", fate_name((enum fate)i), r->packets.fates[i]);
	case_add_total(o->to, "packets", "cut-by-snap-length", r->packets.cut);
	if (filtered)
		case_add_total(o->to, "packets", "filtered", filtered);
	record_unknown_links(o);
	for (int i = 0; i < ANOMALY_COUNT; i++)
		if (r->packets.anomalies[i])
			case_add_total(o->to, "anomalies", anomaly_name((enum anomaly)i),
			    r->packets.anomalies[i]);
	if (r->interrupted)
		case_set(o->to, "interrupted", TEXT("true"));
}
