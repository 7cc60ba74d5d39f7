/* The TCP state of a flow. RFC 9293. */
#include <config.h>

#include "flows/tcp.h"

bool tcp_begins_another(const struct flow *f, const struct packet *p, uint8_t side)
{
	if (p->tuple.proto != IP_TCP || (p->tcp_flags & (TCP_SYN | TCP_ACK)) != TCP_SYN)
		return false;
	if (f->known & 1 << side)
		return f->first_seq[side] != p->tcp_seq;
	return f->state == FLOW_TCP_CLOSED || f->packets[side] > 0;
}

void tcp_moves(struct flow *f, const struct packet *p, uint8_t side)
{
	if (p->tcp_flags & TCP_SYN) {
		f->first_seq[side] = p->tcp_seq;
		f->known |= (uint8_t)(1 << side);
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
