/* What of an input was not examined. */
#include <config.h>

#include <stdio.h>

#include "base/memory.h"
#include "capture/damage.h"

/* Says the last damage, when it is sure that nothing joins it. */
static void tell_damage(const struct input *in)
{
	if (in->gaps == 0 || in->gaps > LIMIT_DAMAGES_TOLD)
		return;
	const struct capture_damage *d = &in->damages[in->facts.damage_count - 1];
	uint64_t end = d->offset + d->bytes;
	char on[64] = "";
	if (end < in->facts.size || in->facts.size == 0)
		snprintf(on, sizeof(on), ", reading went on at byte %llu", (unsigned long long)end);
	notice(&in->common->notices, "%s: damaged at byte %llu: %s; %llu bytes not examined%s",
	    in->facts.name, (unsigned long long)d->offset, d->what, (unsigned long long)d->bytes,
	    on);
}

void damage_note(struct input *in, uint64_t offset, uint64_t bytes, const char *what)
{
	struct capture_input *facts = &in->facts;
	size_t n = facts->damage_count;
	struct capture_damage *last = n ? &in->damages[n - 1] : NULL;
	bool joined = last && in->gaps <= LIMIT_DAMAGES && last->offset + last->bytes == offset;
	if (!joined) {
		tell_damage(in);
		in->gaps++;
	}
	if (last && (joined || in->gaps > LIMIT_DAMAGES)) {
		last->bytes += bytes;
		return;
	}
	what = input_text(in->common, what);
	if (n == 0)
		input_fail(in, INPUT_DAMAGED, what);
	in->damages = grow(in->damages, n, &in->damage_room, sizeof(*in->damages));
	in->damages[n] = (struct capture_damage) { offset, bytes, what };
	facts->damages = in->damages;
	facts->damage_count = n + 1;
}

void damage_end(struct input *in)
{
	struct capture_input *facts = &in->facts;
	uint64_t bytes = 0;
	tell_damage(in);
	if (in->gaps <= LIMIT_DAMAGES_TOLD)
		return;
	for (size_t i = LIMIT_DAMAGES_TOLD; i < facts->damage_count; i++)
		bytes += facts->damages[i].bytes;
	notice(&in->common->notices,
	    "%s: damaged in %llu more places from byte %llu on; %llu bytes not examined there",
	    facts->name, (unsigned long long)(in->gaps - LIMIT_DAMAGES_TOLD),
	    (unsigned long long)facts->damages[LIMIT_DAMAGES_TOLD].offset,
	    (unsigned long long)bytes);
	if (in->gaps > LIMIT_DAMAGES) {
		char what[64];
		snprintf(what, sizeof(what), "the first of %llu places",
		    (unsigned long long)(in->gaps - LIMIT_DAMAGES + 1));
		in->damages[LIMIT_DAMAGES - 1].what = input_text(in->common, what);
	}
}
