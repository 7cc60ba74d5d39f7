/* Segments of a stream that come again as they were: a stream is read once, but what was sent twice is counted
 * twice. Of each side only the last segment that something was observed of is known. */
#include <config.h>

#include "base/hash.h"
#include "protocols/conversation_private.h"

static uint64_t *known_of(const struct segment *s)
{
	_Static_assert(FLOW_RECENT >= 4, "a hash and a frame for each side");
	return &s->flow->recent[2 * s->side];
}

static uint64_t place_of(const struct segment *s)
{
	return hash_mix((uint64_t)s->packet->tcp_seq << 32 | s->packet->payload_size) ^
	    s->at->input;
}

void retransmission_note(const struct segment *s, size_t before, struct observations *out)
{
	uint64_t *known = known_of(s);
	if (out->count > before) {
		known[0] = place_of(s);
		known[1] = s->frame->number;
	} else if (unlikely(known[1] != 0 && known[0] == place_of(s))) {
		uint64_t frame = known[1];
		observe(out, OBSERVED_AGAIN, s)->again = frame;
	}
}
