/*
 * DNS in streams and datagrams. The first byte chooses transport and port; then pieces: a byte with the
 * side (1), whether bytes are lost (2) and in the upper bits the length, then the bytes.
 */
#include <config.h>

#include <stdlib.h>

#include "base/limits.h"
#include "protocols/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void read_all(const struct observations *out)
{
	for (size_t i = 0; i < out->count; i++) {
		const struct dns_message *m = out->list[i].dns;
		if (out->list[i].kind != OBSERVED_DNS)
			continue;
		if (m->record_count > LIMIT_DNS_RECORDS || m->question_count + m->record_count == 0)
			abort();
		for (size_t k = 0; k < m->record_count; k++) {
			const struct dns_record *r = &m->records[k];
			size_t last = r->data.n ? (uint8_t)r->data.s[r->data.n - 1] : 0;
			if (r->name.n > LIMIT_NAME || r->target.n > LIMIT_NAME || last > 255)
				abort();
		}
	}
}

static void feed(struct segment *s, struct packet *p, struct flow *f, const uint8_t *at, size_t n)
{
	static struct observations out;
	uint8_t *copy = malloc(n ? n : 1);
	if (!copy)
		abort();
	if (n > 0)
		memcpy(copy, at, n);
	p->payload = copy;
	p->payload_size = (uint32_t)n;
	f->bytes[s->side] += n;
	protocols_feed(s, &out);
	p->tcp_seq += (uint32_t)n;
	read_all(&out);
	observations_clear(&out);
	free(copy);
}

static void play(struct flow *f, struct conversations *all, const uint8_t *data, size_t n)
{
	struct observations last = { .count = 0 };
	struct packet p[2] = { { .tuple = f->key, .tcp_flags = TCP_ACK, .tcp_seq = 1 },
		{ .tuple = f->key, .tcp_flags = TCP_ACK, .tcp_seq = 1 } };
	tuple_turn(&p[1].tuple);
	uint32_t index = 0;
	struct origin at = { .number = 0 };
	struct segment s = {
		.at = &at, .frame = &at, .flow = f, .late = true, .index = &index, .talks = all
	};
	while (n > 0) {
		size_t size = data[0] >> 2;
		s.side = data[0] & 1;
		s.packet = &p[s.side];
		size_t here = size < n - 1 ? size : n - 1;
		at.number = ++at.seq;
		if (data[0] & 2)
			p[s.side].tcp_seq += (uint32_t)size;
		else
			feed(&s, &p[s.side], f, data + 1, here);
		data += 1 + here;
		n -= 1 + here;
	}
	s.side = 0;
	s.packet = &p[0];
	if (f->conversation)
		protocols_end(&s, &last);
	read_all(&last);
	observations_free(&last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint16_t ports[] = { 53, 5353, 5355, 137, 8053 };
	if (n == 0)
		return 0;
	struct conversations *all = conversations_new(
	    &(struct conversations_options) { .memory = 64 << 20, .hash_key = 1 });
	struct flow f = { .number = 1, .known = 3 };
	f.key = (struct tuple) { .sport = 40000,
		.dport = ports[(data[0] >> 1) % 5],
		.proto = data[0] & 1 ? IP_UDP : IP_TCP,
		.version = 4 };
	play(&f, all, data + 1, n - 1);
	conversations_free(all);
	return 0;
}
