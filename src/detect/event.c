/* Events: names of their parts, direction, Community ID, their own id. detection.md 1.6. */
#include <config.h>

#include "detect/event.h"

#include <openssl/evp.h>

#include "base/hash.h"

enum { PROTO_ICMP = 1, PROTO_TCP = 6, PROTO_UDP = 17, PROTO_ICMPV6 = 58, PROTO_SCTP = 132 };

#define ID_SEED UINT64_C(0x547261696c736966)

#define NUMBERS(ten)                                                                               \
	"IP-" #ten "0", "IP-" #ten "1", "IP-" #ten "2", "IP-" #ten "3", "IP-" #ten "4",            \
	    "IP-" #ten "5", "IP-" #ten "6", "IP-" #ten "7", "IP-" #ten "8", "IP-" #ten "9"

static const char *const unnamed[] = { "IP-0", "IP-1", "IP-2", "IP-3", "IP-4", "IP-5", "IP-6",
	"IP-7", "IP-8", "IP-9", NUMBERS(1), NUMBERS(2), NUMBERS(3), NUMBERS(4), NUMBERS(5),
	NUMBERS(6), NUMBERS(7), NUMBERS(8), NUMBERS(9), NUMBERS(10), NUMBERS(11), NUMBERS(12),
	NUMBERS(13), NUMBERS(14), NUMBERS(15), NUMBERS(16), NUMBERS(17), NUMBERS(18), NUMBERS(19),
	NUMBERS(20), NUMBERS(21), NUMBERS(22), NUMBERS(23), NUMBERS(24), "IP-250", "IP-251",
	"IP-252", "IP-253", "IP-254", "IP-255" };
_Static_assert(sizeof(unnamed) / sizeof(unnamed[0]) == 256, "a name for each protocol number");

static const char *const labels[256] = {
	[0] = "IP",
	[1] = "ICMP",
	[2] = "IGMP",
	[4] = "IPIP",
	[6] = "TCP",
	[8] = "EGP",
	[12] = "PUP",
	[17] = "UDP",
	[22] = "IDP",
	[29] = "TP",
	[41] = "IPV6",
	[43] = "ROUTING",
	[44] = "FRAGMENT",
	[46] = "RSVP",
	[47] = "GRE",
	[50] = "ESP",
	[51] = "AH",
	[58] = "ICMPV6",
	[59] = "NONE",
	[60] = "DSTOPTS",
	[103] = "PIM",
	[132] = "SCTP",
	[136] = "UDPLITE",
	[255] = "RAW",
};

/* ICMP types that ask and answer each other (Community ID specification, ICMP). */
static const struct {
	uint8_t proto, type, other;
} icmp_pairs[] = {
	{ PROTO_ICMP, 0, 8 },
	{ PROTO_ICMP, 8, 0 },
	{ PROTO_ICMP, 9, 10 },
	{ PROTO_ICMP, 10, 9 },
	{ PROTO_ICMP, 13, 14 },
	{ PROTO_ICMP, 14, 13 },
	{ PROTO_ICMP, 15, 16 },
	{ PROTO_ICMP, 16, 15 },
	{ PROTO_ICMP, 17, 18 },
	{ PROTO_ICMP, 18, 17 },
	{ PROTO_ICMPV6, 128, 129 },
	{ PROTO_ICMPV6, 129, 128 },
	{ PROTO_ICMPV6, 130, 131 },
	{ PROTO_ICMPV6, 131, 130 },
	{ PROTO_ICMPV6, 133, 134 },
	{ PROTO_ICMPV6, 134, 133 },
	{ PROTO_ICMPV6, 135, 136 },
	{ PROTO_ICMPV6, 136, 135 },
	{ PROTO_ICMPV6, 139, 140 },
	{ PROTO_ICMPV6, 140, 139 },
	{ PROTO_ICMPV6, 144, 145 },
	{ PROTO_ICMPV6, 145, 144 },
};

/* On our side of the border: private, of the local link, or no address of one host. */
static bool is_inside(const struct address *a)
{
	static const uint8_t broadcast[4] = { 255, 255, 255, 255 };
	static const uint8_t none[16];
	if (a->version == 4)
		return address_is_private(a) || (a->bytes[0] & 0xf0) == 0xe0 ||
		    memcmp(a->bytes, broadcast, 4) == 0 || memcmp(a->bytes, none, 4) == 0;
	if (a->version == 6)
		return address_is_private(a) || a->bytes[0] == 0xff ||
		    memcmp(a->bytes, none, 16) == 0;
	return true;
}

/* Replaces type and code by what stands for ports. False for types that nobody answers. */
static bool icmp_ports(uint8_t proto, uint16_t *sport, uint16_t *dport)
{
	for (size_t i = 0; i < sizeof(icmp_pairs) / sizeof(icmp_pairs[0]); i++)
		if (icmp_pairs[i].proto == proto && icmp_pairs[i].type == *sport) {
			*dport = icmp_pairs[i].other;
			return true;
		}
	return false;
}

static void put(uint8_t *to, size_t *n, const void *p, size_t length)
{
	memcpy(to + *n, p, length);
	*n += length;
}

static void put_u16(uint8_t *to, size_t *n, uint16_t v)
{
	to[(*n)++] = (uint8_t)(v >> 8);
	to[(*n)++] = (uint8_t)v;
}

static uint64_t mix_text(uint64_t hash, struct text t)
{
	return hash_fast(t.s, t.n, hash + t.n);
}

static void put_number(uint8_t *to, size_t *n, uint64_t v)
{
	for (unsigned shift = 0; shift < 64; shift += 8)
		to[(*n)++] = (uint8_t)(v >> shift);
}

const char *event_type_name(enum event_type type)
{
#define EVENT_TYPE_NAME(id) #id,
	static const char *const names[] = { EVENT_TYPES(EVENT_TYPE_NAME) };
#undef EVENT_TYPE_NAME
	return type < EVENT_TYPE_COUNT ? names[type] : "";
}

const char *protocol_name(uint8_t proto)
{
	return labels[proto] ? labels[proto] : unnamed[proto];
}

const char *event_direction(const struct event *e)
{
	bool from = is_inside(&e->src), to = is_inside(&e->dst);
	if (from && to)
		return "internal";
	return from ? "outbound" : to ? "inbound" : "external";
}

void event_community_id(const struct event *e, char out[COMMUNITY_ID_TEXT])
{
	const struct address *a = &e->src, *b = &e->dst;
	uint16_t sport = e->sport, dport = e->dport;
	bool icmp = e->proto == PROTO_ICMP || e->proto == PROTO_ICMPV6;
	bool ports =
	    icmp || e->proto == PROTO_TCP || e->proto == PROTO_UDP || e->proto == PROTO_SCTP;
	bool one_way = icmp && !icmp_ports(e->proto, &sport, &dport);
	int order = address_compare(a, b);
	if (!one_way && (order > 0 || (order == 0 && ports && sport > dport))) {
		a = &e->dst;
		b = &e->src;
		uint16_t port = sport;
		sport = dport;
		dport = port;
	}
	uint8_t message[64], digest[EVP_MAX_MD_SIZE];
	size_t n = 0, length = a->version == 4 ? 4 : 16;
	put_u16(message, &n, 0); /* the seed */
	put(message, &n, a->bytes, length);
	put(message, &n, b->bytes, length);
	put_u16(message, &n, (uint16_t)(e->proto << 8));
	if (ports) {
		put_u16(message, &n, sport);
		put_u16(message, &n, dport);
	}
	out[0] = '\0';
	unsigned digest_length = 0;
	if (EVP_Digest(message, n, digest, &digest_length, EVP_sha1(), NULL) != 1)
		return;
	out[0] = '1';
	out[1] = ':';
	EVP_EncodeBlock((unsigned char *)out + 2, digest, (int)digest_length);
}

uint64_t event_id_number(const struct event *e, struct text capture)
{
	uint8_t fixed[128];
	size_t n = 0;
	put_number(fixed, &n, e->frame);
	put_number(fixed, &n, e->first_frame);
	put_number(fixed, &n, (uint64_t)e->time);
	put_number(fixed, &n, (uint64_t)e->sport << 16 | e->dport);
	put_number(fixed, &n, (uint64_t)e->hit.type << 16 | (uint64_t)e->has_ports << 8 | e->proto);
	/* A place among time-outs depends on the other inputs, one inside a frame does not. */
	put_number(fixed, &n, e->order.late ? (uint64_t)e->order.depth << 32 | e->order.index : 0);
	fixed[n++] = e->src.version;
	fixed[n++] = e->dst.version;
	put(fixed, &n, e->src.bytes, sizeof(e->src.bytes));
	put(fixed, &n, e->dst.bytes, sizeof(e->dst.bytes));
	uint64_t hash = hash_fast(fixed, n, ID_SEED);
	hash = mix_text(hash, capture);
	hash = mix_text(hash, e->forwarded);
	hash = mix_text(hash, e->hit.trail);
	hash = mix_text(hash, e->hit.info);
	hash = mix_text(hash, e->hit.reference);
	hash = mix_text(hash, e->hit.observed);
	return mix_text(hash, e->hit.rule ? text_of(e->hit.rule) : TEXT(""));
}

void event_id_text(uint64_t number, char out[EVENT_ID_TEXT])
{
	for (size_t i = 0; i < EVENT_ID_TEXT - 1; i++)
		out[i] = "0123456789abcdef"[number >> (60 - 4 * i) & 15];
	out[EVENT_ID_TEXT - 1] = '\0';
}
