/* A scan, from the first frame to a finished case. */
#include <config.h>

#include <stdlib.h>

#include "base/intern.h"
#include "scan/chain.h"
#include "scan/scan.h"

struct hash_key scan_key(const struct scan_options *o)
{
	struct text digest = text_of(trails_digest(o->trails));
	uint64_t heads = capture_heads_hash(o->capture);
	uint64_t k0 = hash_fast(digest.s, digest.n, heads);
	return (struct hash_key) { k0, hash_fast(o->settings.s, o->settings.n, hash_mix(k0)) };
}

/* A file of a walked directory that is no capture: counted, not listed. */
static bool is_stranger(const struct capture_input *in)
{
	return in->state == INPUT_NO_CAPTURE && !in->named;
}

static void name_inputs(const struct scan_options *o)
{
	for (size_t i = 0; i < capture_inputs(o->capture); i++)
		if (!is_stranger(capture_input(o->capture, i)))
			case_name_input(
			    o->to, (uint32_t)i, text_of(capture_input(o->capture, i)->name));
}

static const char *state_name(enum input_state state)
{
	static const char *const names[] = {
		[INPUT_READ] = "read",
		[INPUT_DAMAGED] = "damaged",
		[INPUT_UNREADABLE] = "unreadable",
		[INPUT_NO_CAPTURE] = "not a capture",
		[INPUT_INTERRUPTED] = "interrupted",
	};
	return names[state];
}

static void record_input(
    const struct scan_options *o, uint32_t ordinal, const struct capture_input *in)
{
	struct case_interface *interfaces = xcalloc(in->interface_count, sizeof(*interfaces));
	struct case_gap *gaps = xcalloc(in->damage_count, sizeof(*gaps));
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
	case_set_input(o->to, ordinal,
	    &(struct case_input) { .name = text_of(in->name),
		.state = text_of(state_name(in->state)),
		.format = text_of(in->format),
		.why = text_of(in->why),
		.digest_kind = text_of(digest_name(o->digest)),
		.digest = text_of(in->digest),
		.size = in->size,
		.frames = in->frames,
		.frame_bytes = in->frame_bytes,
		.backwards = in->backwards,
		.first = in->first,
		.last = in->last,
		.interfaces = interfaces,
		.interface_count = in->interface_count,
		.gaps = gaps,
		.gap_count = in->damage_count });
	free(interfaces);
	free(gaps);
}

static void record_inputs(const struct scan_options *o)
{
	uint64_t strangers = 0;
	for (size_t i = 0; i < capture_inputs(o->capture); i++) {
		const struct capture_input *in = capture_input(o->capture, i);
		if (is_stranger(in))
			strangers++;
		else
			record_input(o, (uint32_t)i, in);
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

static void record_counts(const struct scan_options *o, const struct scan_result *r)
{
	for (int i = 0; i < FATE_COUNT; i++)
		case_add_total(o->to, "packets", fate_name((enum fate)i), r->packets.fates[i]);
	case_add_total(o->to, "packets", "cut-by-snap-length", r->packets.cut);
	record_unknown_links(o);
	for (int i = 0; i < ANOMALY_COUNT; i++)
		if (r->packets.anomalies[i])
			case_add_total(o->to, "anomalies", anomaly_name((enum anomaly)i),
			    r->packets.anomalies[i]);
	if (r->interrupted)
		case_set(o->to, "interrupted", TEXT("true"));
}

static void tell(const struct scan_options *o, const struct scan_result *r)
{
	if (o->progress)
		o->progress(o->context,
		    &(struct scan_progress) { .bytes = capture_bytes_read(o->capture),
			.total = capture_bytes_total(o->capture),
			.frames = r->frames,
			.findings = case_groups(o->to) });
}

static void scan_frames(const struct scan_options *o, struct chain *chain, struct scan_result *r)
{
	enum { TELL_EVERY = 64 };
	struct frame_batch *batch = xmalloc(sizeof(*batch));
	for (uint64_t batches = 1; !case_failed(o->to); batches++) {
		if (!capture_next(o->capture, batch))
			break;
		if (r->frames == 0)
			r->first = batch->frames[0].clock;
		r->frames += batch->count;
		r->last = batch->frames[batch->count - 1].clock;
		chain_take(chain, batch);
		frame_batch_release(batch);
		if (batches % TELL_EVERY == 0)
			tell(o, r);
	}
	tell(o, r);
	for (size_t i = 0; i < capture_inputs(o->capture); i++)
		r->interrupted |= capture_input(o->capture, i)->state == INPUT_INTERRUPTED;
	free(batch);
}

bool scan_run(const struct scan_options *o, struct scan_result *r, struct fault *f)
{
	struct hash_key key = scan_key(o);
	struct chain *chain = chain_new(o, &key);
	*r = (struct scan_result) { .first = TIME_NONE, .last = TIME_NONE };
	case_set_trails(o->to, o->trails);
	name_inputs(o);
	scan_frames(o, chain, r);
	chain_end(chain);
	r->packets = *chain_counts(chain);
	record_inputs(o);
	record_counts(o, r);
	chain_limits(chain);
	chain_free(chain);
	return case_finish(o->to, r->first, r->last, f);
}
