/* RFC 9293 3.5 and 3.6 (TCP, opening and closing), RFC 9112 (HTTP), RFC 8446 (TLS). */
#include <config.h>

#include "talk.h"

enum { DELAY = 12 * 1000 * 1000, THINK = 300 * 1000 }; /* ns */

struct talk talk_start(struct recording *r, struct craft_path path, int64_t time)
{
	uint64_t random = (uint64_t)time ^ (uint64_t)path.port[0] << 32;
	uint64_t next = random_next(&random);
	return (struct talk) {
		.recording = r,
		.path = path,
		.time = time,
		.delay = DELAY,
		.next = { (uint32_t)next, (uint32_t)(next >> 32) },
	};
}

static void say(struct talk *t, const struct craft_frame *f, int64_t after)
{
	recording_add(t->recording, t->time, t->interface, f);
	t->time += after;
}

static void segment(
    struct talk *t, unsigned from, unsigned flags, struct text payload, int64_t after)
{
	struct craft_frame f;
	struct craft_segment s = {
		.seq = t->next[from],
		.ack = flags & CRAFT_ACK ? t->next[!from] : 0,
		.flags = flags,
		.payload = payload,
	};
	craft_tcp(&f, &t->path, from, &s);
	t->next[from] += (uint32_t)payload.n + (flags & (CRAFT_SYN | CRAFT_FIN) ? 1 : 0);
	say(t, &f, after);
}

void talk_open(struct talk *t)
{
	segment(t, 0, CRAFT_SYN, TEXT(""), t->delay);
	segment(t, 1, CRAFT_SYN | CRAFT_ACK, TEXT(""), t->delay);
	segment(t, 0, CRAFT_ACK, TEXT(""), THINK);
}

void talk_send(struct talk *t, unsigned from, struct text data)
{
	while (data.n) {
		struct text part = text_head(data, CRAFT_MSS);
		data = text_from(data, part.n);
		segment(t, from, CRAFT_ACK | (data.n ? 0 : CRAFT_PSH), part, t->delay);
		segment(t, !from, CRAFT_ACK, TEXT(""), THINK);
	}
}

void talk_close(struct talk *t)
{
	segment(t, 0, CRAFT_FIN | CRAFT_ACK, TEXT(""), t->delay);
	segment(t, 1, CRAFT_FIN | CRAFT_ACK, TEXT(""), t->delay);
	segment(t, 0, CRAFT_ACK, TEXT(""), THINK);
}

void talk_refused(struct talk *t)
{
	segment(t, 0, CRAFT_SYN, TEXT(""), t->delay);
	t->next[1] = 0;
	segment(t, 1, CRAFT_RST | CRAFT_ACK, TEXT(""), THINK);
}

void talk_datagram(struct talk *t, unsigned from, struct text data)
{
	struct craft_frame f;
	craft_udp(&f, &t->path, from, data);
	say(t, &f, t->delay);
}

void talk_dns(struct talk *t, const struct dns_exchange *x)
{
	struct message m;
	message_dns_query(&m, x);
	talk_datagram(t, 0, message_text(&m));
	message_dns_response(&m, x);
	talk_datagram(t, 1, message_text(&m));
}

void talk_ping(struct talk *t, uint16_t sequence, bool replied)
{
	struct craft_frame f;
	craft_ping(&f, &t->path, 0, sequence);
	say(t, &f, t->delay);
	if (!replied)
		return;
	craft_ping(&f, &t->path, 1, sequence);
	say(t, &f, t->delay);
}

void talk_http(struct talk *t, const char *request, struct text answer)
{
	talk_open(t);
	talk_send(t, 0, text_of(request));
	talk_send(t, 1, answer);
	talk_close(t);
}

void talk_tls(struct talk *t, const char *server, size_t n)
{
	struct message m;
	uint64_t random = (uint64_t)t->time;
	talk_open(t);
	message_client_hello(&m, server, &random);
	talk_send(t, 0, message_text(&m));
	message_server_hello(&m, &random);
	talk_send(t, 1, message_text(&m));
	message_tls_data(&m, 53, &random);
	talk_send(t, 0, message_text(&m));
	message_tls_data(&m, 180, &random);
	talk_send(t, 0, message_text(&m));
	for (size_t i = 0; i < n; i++) {
		message_tls_data(&m, 1200, &random);
		talk_send(t, 1, message_text(&m));
	}
	talk_close(t);
}
