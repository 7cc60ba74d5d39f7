/* The TCP state of a flow. RFC 9293. */
#include <config.h>

#include "flows/tcp.h"

/* The SYN of data that came before it. */
static bool is_late_syn(const struct flow *f, const struct packet *p, uint8_t side)
{
	enum { NEAR = 1 << 20 };
	return f->first_seq[side] - (p->tcp_seq + 1) <= NEAR;
}

bool tcp_begins_another(const struct flow *f, const struct packet *p, uint8_t side)
{
	bool closed = f->state == FLOW_TCP_CLOSED, answer = p->tcp_flags & TCP_ACK;
	if (p->tuple.proto != IP_TCP || !(p->tcp_flags & TCP_SYN) || p->tcp_flags & TCP_RST)
		return false;
	if (f->known & 1 << side) /* a server may answer twice in different ways */
		return f->first_seq[side] != p->tcp_seq &&
		    (!answer || closed || f->bytes[side] > 0);
	if (f->packets[side] == 0)
		return closed && !answer;
	return !is_late_syn(f, p, side);
}

/* That of the SYN, or the lowest seen. */
static void note_first(struct flow *f, const struct packet *p, uint8_t side)
{
	bool first = f->packets[side] == 1;
	if (first || (int32_t)(p->tcp_seq - f->first_seq[side]) < 0)
		f->first_seq[side] = p->tcp_seq;
}

void tcp_moves(struct flow *f, const struct packet *p, uint8_t side)
{
	if (p->tcp_flags & TCP_SYN) {
		f->first_seq[side] = p->tcp_seq;
		f->known |= (uint8_t)(1 << side);
	} else if (!(f->known & 1 << side) && !(p->tcp_flags & TCP_RST)) {
		note_first(f, p, side);
	}
	f->flags[side] |= p->tcp_flags;
	if (p->tcp_flags & TCP_FIN)
		f->fin |= (uint8_t)(1 << side);
	if (p->tcp_flags & TCP_RST || f->fin == 3)
		f->state = FLOW_TCP_CLOSED;
	else if (f->state == FLOW_TCP_OPENING && f->packets[0] && f->packets[1] &&
	    !(p->tcp_flags & TCP_SYN))
		f->state = FLOW_TCP_OPEN;
}
