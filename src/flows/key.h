/* What the key of a flow is made of, and its hash. Private to flows/. */
#ifndef TS_FLOWS_KEY_H
#define TS_FLOWS_KEY_H

#include "base/attributes.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "decode/packet.h"

/* ICMP has no ports; a request and its reply are one flow, told by the request's type. */
static inline uint16_t icmp_request(uint8_t proto, uint16_t type)
{
	static const struct {
		uint8_t proto, reply, request;
	} rows[] = {
		{ IP_ICMP, 0, 8 },
		{ IP_ICMP, 14, 13 },
		{ IP_ICMP, 16, 15 },
		{ IP_ICMP, 18, 17 },
		{ IP_ICMP, 9, 10 },
		{ IP_ICMPV6, 129, 128 },
		{ IP_ICMPV6, 136, 135 },
		{ IP_ICMPV6, 134, 133 },
		{ IP_ICMPV6, 140, 139 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].proto == proto && rows[i].reply == type)
			return rows[i].request;
	return type;
}

/* An address as words; what an IPv4 one leaves out is zero, in its tuple too. */
struct words {
	uint64_t first, second;
};

static inline struct words words_of(const uint8_t address[16])
{
	return (struct words) { load_le64(address), load_le64(address + 8) };
}

static inline struct words words_of_ip4(const uint8_t address[16])
{
	return (struct words) { load_le32(address), 0 };
}

/* Whether the sender is the higher side, by the bytes of the addresses. */
static inline bool is_turned(struct words from, struct words to, const struct packet *p)
{
	uint64_t a = from.first, b = to.first;
	if (unlikely(a == b)) {
		a = from.second;
		b = to.second;
		if (a == b)
			return p->has_ports && p->tuple.sport > p->tuple.dport;
	}
	return __builtin_bswap64(a) > __builtin_bswap64(b);
}

enum { HASH_KEYS = 6 };

/* Over the key as words: every flow is hashed for every packet. The keys of the rounds come from the seed, which
 * nobody who makes a capture knows. */
static inline uint64_t hash_of(
    const uint64_t keys[HASH_KEYS], struct words low, struct words high, uint64_t rest)
{
	uint64_t a = hash_fold(low.first ^ keys[0], low.second ^ keys[1]),
		 b = hash_fold(high.first ^ keys[2], high.second ^ keys[3]);
	return hash_fold(a ^ rest ^ keys[4], b ^ keys[5]);
}

/* The first one's in the lower half. */
static inline uint32_t ports_of(uint16_t first, uint16_t second)
{
	return (uint32_t)second << 16 | first;
}

static inline void exchange(uint64_t *a, uint64_t *b, uint64_t mask)
{
	uint64_t other = (*a ^ *b) & mask;
	*a ^= other;
	*b ^= other;
}

#endif
