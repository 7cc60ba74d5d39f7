/*
 * One TCP flow through every row: the first byte says the port, then each piece has a byte before it: the
 * highest bit is the side, the next says that so many bytes are lost instead, the rest is its size. The
 * same once more in segments of one byte: no piece of memory may be read that is not there, and what
 * was observed has to stay until the batch ends.
 */
#include <config.h>

#include <stdlib.h>

#include "base/memory.h"
#include "protocols/protocol.h"
#include "protocols/tls_fingerprint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MEMORY = 64 << 20, PAYLOAD_MOST = 63 };

static const uint16_t ports[] = { 443, 143, 110, 5222, 389, 5432, 3306, 25, 21, 80, 3389, 4000 };

struct wire {
	struct flow flow;
	struct conversations *talks;
	struct observations out;
	uint32_t seq[2];
	uint64_t frame;
};

static volatile uint8_t sum;

static void touch(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		sum ^= (uint8_t)t.s[i];
}

static void touch_all(struct observations *out)
{
	for (size_t i = 0; i < out->count; i++) {
		const struct observation *o = &out->list[i];
		if (o->first_frame > o->frame || o->frame == 0)
			abort();
		if (o->kind == OBSERVED_TLS_CLIENT) {
			touch(o->hello->server_name);
			touch(o->hello->extensions);
			touch(o->hello->v2_ciphers);
			touch(o->hello->session);
			touch(tls_ja3_line(o->hello, &out->arena));
		} else if (o->kind == OBSERVED_TLS_SERVER) {
			touch(tls_ja3s_line(o->server_hello, &out->arena));
		} else if (o->kind == OBSERVED_CERTIFICATES) {
			for (size_t k = 0; k < o->chain->count; k++)
				touch(o->chain->list[k].der);
		} else if (o->kind == OBSERVED_FIELD) {
			touch(o->field.value);
		}
	}
	observations_clear(out);
}

static void feed(struct wire *w, uint8_t side, struct bytes piece)
{
	struct origin at = { .seq = ++w->frame, .number = w->frame };
	uint32_t index = 0;
	uint8_t *copy = xmalloc(piece.left);
	memcpy(copy, piece.at, piece.left);
	struct packet p = { .tuple = w->flow.key,
		.has_ports = true,
		.tcp_flags = TCP_ACK,
		.tcp_seq = w->seq[side],
		.tcp_ack = w->seq[!side],
		.payload = copy,
		.payload_size = (uint32_t)piece.left };
	if (side)
		tuple_turn(&p.tuple);
	struct segment s = { .at = &at,
		.frame = &at,
		.packet = &p,
		.flow = &w->flow,
		.side = side,
		.late = true,
		.index = &index,
		.talks = w->talks };
	w->flow.packets[side]++;
	w->flow.bytes[side] += piece.left;
	w->seq[side] += (uint32_t)piece.left;
	protocols_feed(&s, &w->out);
	touch_all(&w->out);
	free(copy);
}

static void end(struct wire *w)
{
	struct packet last = { .tuple = w->flow.key, .has_ports = true };
	struct origin at = { .seq = w->frame + 1, .number = w->frame };
	uint32_t index = 0;
	struct segment s = { .at = &at,
		.frame = &at,
		.packet = &last,
		.flow = &w->flow,
		.late = true,
		.index = &index,
		.talks = w->talks };
	if (w->flow.conversation)
		protocols_end(&s, &w->out);
	touch_all(&w->out);
	observations_free(&w->out);
	conversations_free(w->talks);
}

static void run(uint16_t port, struct bytes in, size_t most)
{
	struct wire w = { .seq = { 1001, 5001 } };
	w.flow = (struct flow) { .number = 1, .known = 3, .first_seq = { 1000, 5000 } };
	w.flow.key =
	    (struct tuple) { .sport = 40000, .dport = port, .proto = IP_TCP, .version = 4 };
	w.talks = conversations_new(&(struct conversations_options) { .memory = MEMORY });
	while (in.left > 1) {
		uint8_t head = bytes_u8(&in), side = head >> 7;
		size_t size = head & PAYLOAD_MOST;
		if (head & 0x40) {
			w.seq[side] += (uint32_t)size;
			continue;
		}
		struct bytes piece = bytes_sub(&in, size < in.left ? size : in.left);
		while (piece.left > 0)
			feed(&w, side, bytes_sub(&piece, most < piece.left ? most : piece.left));
	}
	end(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n == 0)
		return 0;
	uint16_t port = ports[data[0] % (sizeof(ports) / sizeof(ports[0]))];
	run(port, bytes_of(data + 1, n - 1), PAYLOAD_MOST);
	run(port, bytes_of(data + 1, n - 1), 1);
	return 0;
}
