/* QUIC Initials. RFC 9000 16, 17.2, 19; RFC 9001 5.2 to 5.4; RFC 9369 3. */
#include <config.h>

#include "protocols/quic.h"

enum {
	LONG_HEADER = 0x80,
	NUMBER_MOST = 4, /* bytes of a packet number */
	VERSION_1 = 1,
	VERSION_2 = 0x6b3343cf,
	FRAME_PADDING = 0x00,
	FRAME_PING = 0x01,
	FRAME_ACK = 0x02,
	FRAME_ACK_ECN = 0x03,
	FRAME_CRYPTO = 0x06,
	FRAME_CLOSE = 0x1c,
	RETRY_TAG = 16,
	MESSAGE_HEAD = 4,
};

/* What differs between versions: the salt, the labels, the numbers of the packet types. */
struct version {
	uint32_t first, last;
	const char *salt; /* 20 bytes */
	const char *key, *iv, *hp;
	uint8_t initial, retry;
};

#define SALT_DRAFT_23                                                                              \
	"\xc3\xee\xf7\x12\xc7\x2e\xbb\x5a\x11\xa7\xd2\x43\x2b\xb4\x63\x65\xbe\xf9\xf5\x02"
#define SALT_DRAFT_29                                                                              \
	"\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8\x99"
#define SALT_1 "\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a"
#define SALT_2 "\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9"

static const struct version versions[] = {
	{ VERSION_1, VERSION_1, SALT_1, "quic key", "quic iv", "quic hp", 0, 3 },
	{ VERSION_2, VERSION_2, SALT_2, "quicv2 key", "quicv2 iv", "quicv2 hp", 1, 0 },
	{ 0xff000017, 0xff00001c, SALT_DRAFT_23, "quic key", "quic iv", "quic hp", 0, 3 },
	{ 0xff00001d, 0xff000020, SALT_DRAFT_29, "quic key", "quic iv", "quic hp", 0, 3 },
	{ 0xff000021, 0xff000022, SALT_1, "quic key", "quic iv", "quic hp", 0, 3 },
};

static const struct version *find_version(uint32_t version)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (version >= versions[i].first && version <= versions[i].last)
			return &versions[i];
	return NULL;
}

/* RFC 9000 16: the first two bits say how many bytes. */
static uint64_t read_number(struct bytes *b)
{
	uint8_t first = bytes_u8(b);
	uint64_t v = first & 0x3f;
	for (unsigned more = (1u << (first >> 6)) - 1; more > 0; more--)
		v = v << 8 | bytes_u8(b);
	return v;
}

static struct bytes read_sized(struct bytes *b)
{
	uint64_t n = read_number(b);
	if (n > b->left)
		b->failed = true;
	return bytes_sub(b, b->failed ? 0 : (size_t)n);
}

static struct text text_left(struct bytes b)
{
	return b.left > 0 ? text_bytes(b.at, b.left) : TEXT("");
}

static enum quic_kind kind_of(const struct version *v, uint8_t first)
{
	uint8_t type = first >> 4 & 3;
	return type == v->initial ? QUIC_INITIAL : type == v->retry ? QUIC_RETRY : QUIC_OTHER;
}

/* What follows the connection ids of a known version, up to the packet number. */
static void read_body(struct quic_packet *out, struct bytes *b, const uint8_t *start)
{
	if (out->kind == QUIC_RETRY) {
		b->failed |= b->left < RETRY_TAG;
		out->token = text_left(bytes_sub(b, b->failed ? 0 : b->left - RETRY_TAG));
		bytes_skip(b, RETRY_TAG);
		return;
	}
	if (out->kind == QUIC_INITIAL)
		out->token = text_left(read_sized(b));
	uint64_t length = read_number(b);
	out->number_at = b->failed ? 0 : (size_t)(b->at - start);
	if (length > b->left)
		b->failed = true;
	bytes_skip(b, b->failed ? 0 : (size_t)length);
}

bool quic_next_packet(struct bytes *datagram, struct quic_packet *out)
{
	const struct bytes start = *datagram;
	struct bytes b = start;
	*out = (struct quic_packet) { .token = TEXT("") };
	uint8_t first = bytes_u8(&b);
	if (!(first & LONG_HEADER))
		return false;
	out->version = bytes_be32(&b);
	out->destination = text_left(bytes_sub(&b, bytes_u8(&b)));
	out->source = text_left(bytes_sub(&b, bytes_u8(&b)));
	const struct version *v = find_version(out->version);
	out->kind = out->version == 0 ? QUIC_VERSION_NEGOTIATION : QUIC_UNKNOWN_VERSION;
	if (v && out->destination.n <= QUIC_ID_MOST && out->source.n <= QUIC_ID_MOST) {
		out->kind = kind_of(v, first);
		read_body(out, &b, start.at);
	} else if (v) {
		b.failed = true;
	} else {
		bytes_skip(&b, b.left);
	}
	out->all = text_bytes(start.at, start.left - b.left);
	*datagram = b;
	return !b.failed;
}

bool quic_initial_keys(uint32_t version, struct text connection, bool server, struct quic_keys *out)
{
	const struct version *v = find_version(version);
	uint8_t common[HKDF_SECRET], secret[HKDF_SECRET];
	return v && hkdf_extract((struct text) { v->salt, 20 }, connection, common) &&
	    hkdf_expand_label(common, server ? "server in" : "client in", secret, HKDF_SECRET) &&
	    hkdf_expand_label(secret, v->key, out->key, sizeof(out->key)) &&
	    hkdf_expand_label(secret, v->iv, out->iv, sizeof(out->iv)) &&
	    hkdf_expand_label(secret, v->hp, out->hp, sizeof(out->hp));
}

/* The packet number's bytes are enough: an Initial's number is small and is sent whole as long as it
 * has no more of them. */
static void make_nonce(const uint8_t iv[AEAD_NONCE], const uint8_t *number, size_t n, uint8_t *out)
{
	memcpy(out, iv, AEAD_NONCE);
	for (size_t i = 0; i < n; i++)
		out[AEAD_NONCE - n + i] ^= number[i];
}

/* Takes an Initial's protection off: its frames, in the arena. False where the keys do not fit. */
static bool open_initial(const struct quic_packet *packet, const struct quic_keys *keys,
    struct arena *arena, struct bytes *frames)
{
	size_t at = packet->number_at;
	if (packet->kind != QUIC_INITIAL || packet->all.n < at + NUMBER_MOST + AES_BLOCK)
		return false;
	uint8_t mask[AES_BLOCK], nonce[AEAD_NONCE];
	const uint8_t *sample = (const uint8_t *)packet->all.s + at + NUMBER_MOST;
	if (!aes_block(keys->hp, sample, mask))
		return false;
	char *header = arena_take(arena, at + NUMBER_MOST);
	memcpy(header, packet->all.s, at + NUMBER_MOST);
	header[0] = (char)(header[0] ^ (mask[0] & 0x0f));
	size_t size = ((uint8_t)header[0] & 3u) + 1u;
	for (size_t i = 0; i < size; i++)
		header[at + i] = (char)(header[at + i] ^ mask[1 + i]);
	make_nonce(keys->iv, (uint8_t *)header + at, size, nonce);
	struct text sealed = text_from(packet->all, at + size);
	uint8_t *out = arena_take(arena, sealed.n);
	if (!aead_open(keys->key, nonce, (struct text) { header, at + size }, sealed, out))
		return false;
	*frames = bytes_of(out, sealed.n - AEAD_TAG);
	return true;
}

/* RFC 9000 19.3: pairs of gap and range, then three counts where ECN is on. */
static void skip_ack(struct bytes *b, bool ecn)
{
	read_number(b); /* largest acknowledged */
	read_number(b); /* delay */
	uint64_t ranges = read_number(b);
	read_number(b); /* first range */
	for (uint64_t i = 0; i < ranges && !b->failed; i++) {
		read_number(b);
		read_number(b);
	}
	for (int i = 0; ecn && i < 3; i++)
		read_number(b);
}

static void gather_one(struct quic_crypto *c, struct bytes *b)
{
	uint64_t type = read_number(b), offset;
	struct bytes data;
	switch (type) {
	case FRAME_PADDING:
	case FRAME_PING:
		break;
	case FRAME_ACK:
	case FRAME_ACK_ECN:
		skip_ack(b, type == FRAME_ACK_ECN);
		break;
	case FRAME_CRYPTO:
		offset = read_number(b);
		data = read_sized(b);
		if (!b->failed)
			gather_put(&c->stream, offset, data);
		break;
	case FRAME_CLOSE:
		read_number(b); /* error */
		read_number(b); /* frame type */
		read_sized(b);  /* reason */
		break;
	default:
		b->failed = true;
	}
}

bool quic_gather(struct quic_crypto *c, struct bytes frames)
{
	while (frames.left > 0 && !frames.failed)
		gather_one(c, &frames);
	return !frames.failed;
}

bool quic_next_message(struct quic_crypto *c, uint8_t *type, struct bytes *body)
{
	if (c->read == c->stream.joined) {
		gather_read(&c->stream);
		c->read = c->stream.joined;
		return false;
	}
	struct bytes b = bytes_of(c->stream.data + c->read, c->stream.joined - c->read);
	*type = bytes_u8(&b);
	*body = bytes_sub(&b, bytes_be24(&b));
	if (b.failed)
		return false;
	c->read += MESSAGE_HEAD + body->left;
	return true;
}

/* Keys of the packet's own connection id fit the first Initials of a client, those behind a Retry and
 * those of another connection between the same ports: all begin anew. */
static bool open_first(struct quic_connection *c, const struct quic_packet *p, uint8_t side,
    struct arena *arena, struct bytes *frames)
{
	struct quic_keys client;
	if (!quic_initial_keys(p->version, p->destination, false, &client) ||
	    !open_initial(p, &client, arena, frames))
		return false;
	quic_free(c);
	c->known = true;
	c->client = side;
	c->keys[0] = client;
	return quic_initial_keys(p->version, p->destination, true, &c->keys[1]);
}

bool quic_read(struct quic_connection *c, struct bytes datagram, uint8_t side, struct arena *arena)
{
	struct quic_packet p;
	struct bytes frames;
	bool any = false;
	while (quic_next_packet(&datagram, &p)) {
		if (p.kind != QUIC_INITIAL)
			continue;
		bool opened =
		    c->known && open_initial(&p, &c->keys[side != c->client], arena, &frames);
		if (!opened && !open_first(c, &p, side, arena, &frames))
			continue;
		any = true;
		quic_gather(&c->crypto[side != c->client], frames);
	}
	return any;
}

size_t quic_weight(const struct quic_connection *c)
{
	return gather_weight(&c->crypto[0].stream) + gather_weight(&c->crypto[1].stream);
}

void quic_free(struct quic_connection *c)
{
	gather_free(&c->crypto[0].stream);
	gather_free(&c->crypto[1].stream);
	memset(c, 0, sizeof(*c));
}
