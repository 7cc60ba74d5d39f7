/* A flow under test: what its sides say goes through protocols_feed(), cut into segments at will. */
#ifndef TS_TESTS_TALK_H
#define TS_TESTS_TALK_H

#include "protocols/protocol.h"

struct talk {
	struct flow flow;
	struct conversations *all;
	struct observations out;
	const struct observation *now;
	struct buf shown[2]; /* without and with frames */
	uint32_t seq[2];     /* of the next segment, by side */
	uint64_t frame;      /* of the last one */
	uint64_t again;      /* the last frame whose segment came again, 0: none did */
};

/* Side 0, from 10.0.0.1:40000, calls side 1, 10.0.0.2:port. proto: IP_TCP (both SYNs were seen) or
 * IP_UDP. */
void talk_begin(struct talk *t, uint8_t proto, uint16_t port);

/* One side says something, in segments of at most cut bytes (0: in one), a frame each; every segment
 * lies at the edge of a page. What they
 * showed before is gone by then: a parser that keeps pointers into it is found out. */
void talk_say(struct talk *t, uint8_t side, struct text bytes, size_t cut);

/* The same from hexadecimal digits. */
void talk_say_hex(struct talk *t, uint8_t side, const char *hex, size_t cut);

/* So many bytes of a side are not in the capture. */
void talk_lose(struct talk *t, uint8_t side, uint32_t n);

/* The flow ends; what was shown stays until talk_free(). */
void talk_end(struct talk *t);
void talk_free(struct talk *t);

/* What was observed, a line each: "kind first-last value", of OBSERVED_FIELD its name as kind. Cut into
 * pieces of one byte the frames are others: frames false leaves them out. */
struct text talk_shown(struct talk *t, bool frames);

#endif
