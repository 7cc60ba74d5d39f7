/*
 * MQTT 3.1, 3.1.1 and 5: who connects, what is published and subscribed to; messages and passwords are left
 * alone. OASIS MQTT 3.1.1 2, 3; MQTT 5.0 2, 3.
 */
#include <config.h>

#include "protocols/rows.h"

enum {
	MQTT_PORT = 1883,
	CONNECT = 1,
	PUBLISH = 3,
	PUBREL = 6,
	SUBSCRIBE = 8,
	UNSUBSCRIBE = 10,
	PINGREQ = 12,
	PINGRESP = 13,
	VERSION_5 = 5,
	HAS_WILL = 0x04,
	HAS_USER = 0x80,
	LENGTH_BYTES = 4,        /* at most, of a length */
	PACKET_MOST = 100 << 10, /* that is read as a whole; a larger one is left out */
	CONNECT_LEAST = 10,
};

struct mqtt_state {
	uint8_t version; /* of the protocol; 0 where CONNECT was not seen */
};

/* The fixed header. */
struct packet_head {
	uint8_t type, flags;
	size_t size;   /* of the header */
	uint32_t left; /* bytes behind it */
};

/* Seven bits a byte, the lowest first. */
static uint32_t read_length(struct bytes *in)
{
	uint32_t n = 0;
	for (unsigned i = 0; i < LENGTH_BYTES; i++) {
		uint8_t byte = bytes_u8(in);
		n |= (uint32_t)(byte & 0x7f) << 7 * i;
		if (!(byte & 0x80))
			return n;
	}
	in->failed = true;
	return 0;
}

static struct text read_string(struct bytes *in)
{
	struct bytes t = bytes_sub(in, bytes_be16(in));
	return t.failed ? TEXT("") : text_bytes(t.at, t.left);
}

static void skip_properties(struct bytes *in)
{
	bytes_skip(in, read_length(in));
}

/* CLAIM_NO: no packet begins so. */
static enum claim read_head(struct text data, struct packet_head *head)
{
	struct bytes in = bytes_of(data.s, data.n);
	uint8_t first = bytes_u8(&in);
	head->type = first >> 4;
	head->flags = first & 0x0f;
	bool two = head->type == PUBREL || head->type == SUBSCRIBE || head->type == UNSUBSCRIBE;
	bool good = head->type == PUBLISH ? (head->flags & 6) != 6 : head->flags == (two ? 2 : 0);
	if (head->type == 0 || !good)
		return CLAIM_NO;
	head->left = read_length(&in);
	head->size = data.n - in.left;
	if (in.failed)
		return data.n > LENGTH_BYTES ? CLAIM_NO : CLAIM_MAYBE;
	return CLAIM_YES;
}

/* The name of the protocol and its version at the beginning of CONNECT; in may hold less of it. */
static enum claim read_protocol(struct text in, uint8_t *version)
{
	static const struct {
		struct text name;
		uint8_t least, most;
	} names[] = {
		{ { "\0\6MQIsdp", 8 }, 3, 3 },
		{ { "\0\4MQTT", 6 }, 4, VERSION_5 },
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct text name = names[i].name;
		if (!text_starts(name, text_head(in, name.n)))
			continue;
		if (in.n <= name.n)
			return CLAIM_MAYBE;
		*version = (uint8_t)in.s[name.n] & 0x7f; /* bridges set the highest bit */
		return *version >= names[i].least && *version <= names[i].most ? CLAIM_YES
									       : CLAIM_NO;
	}
	return CLAIM_NO;
}

/* A name of a topic is text without wildcards. */
static bool is_topic(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if ((uint8_t)t.s[i] < ' ' || t.s[i] == '#' || t.s[i] == '+')
			return false;
	return true;
}

/* The name of what is published, of size bytes in all; in may hold less of it. */
static enum claim read_topic(struct text in, uint32_t size, struct text *topic)
{
	if (size < 2)
		return CLAIM_NO;
	if (in.n < 2)
		return CLAIM_MAYBE;
	size_t n = load_be16((const uint8_t *)in.s);
	*topic = text_head(text_from(in, 2), n);
	if (n > size - 2 || !is_topic(*topic))
		return CLAIM_NO;
	return topic->n == n ? CLAIM_YES : CLAIM_MAYBE;
}

/* In the middle of a conversation: any packet but CONNECT. */
static enum claim claim_middle(struct text head)
{
	static const uint8_t least[16] = { 0, 0, 2, 3, 2, 2, 2, 2, 5, 3, 4, 2, 0, 0, 0, 0 };
	struct packet_head packet;
	struct text topic;
	enum claim claim = read_head(head, &packet);
	if (claim != CLAIM_YES)
		return claim;
	if (packet.type == PUBLISH)
		return read_topic(text_from(head, packet.size), packet.left, &topic);
	bool ping = packet.type == PINGREQ || packet.type == PINGRESP;
	return packet.left >= least[packet.type] && !(ping && packet.left) ? CLAIM_YES : CLAIM_NO;
}

static enum claim mqtt_claims(const struct opening *o)
{
	struct text head = o->head[o->side];
	struct packet_head packet;
	uint8_t version;
	if ((uint8_t)head.s[0] == CONNECT << 4) {
		enum claim claim = read_head(head, &packet);
		if (claim == CLAIM_YES)
			claim = packet.left < CONNECT_LEAST
			    ? CLAIM_NO
			    : read_protocol(text_from(head, packet.size), &version);
		return claim;
	}
	if (o->port[0] != MQTT_PORT && o->port[1] != MQTT_PORT)
		return CLAIM_NO;
	return claim_middle(head);
}

/* --- packets */

/* Behind the name of the protocol: its version, flags, seconds, then what the flags say. */
static void read_connect(
    struct mqtt_state *state, const struct segment *s, struct bytes in, struct observations *out)
{
	struct text body = text_bytes(in.at, in.left);
	uint8_t version;
	if (read_protocol(body, &version) != CLAIM_YES)
		return;
	state->version = version;
	(void)read_string(&in);
	bytes_skip(&in, 1);
	uint8_t flags = bytes_u8(&in);
	bytes_skip(&in, 2);
	if (version == VERSION_5)
		skip_properties(&in);
	observe_field(out, s, 0, FIELD_MQTT_CLIENT, read_string(&in));
	if (flags & HAS_WILL) {
		if (version == VERSION_5)
			skip_properties(&in);
		(void)read_string(&in); /* its topic */
		(void)read_string(&in); /* what it says */
	}
	if (flags & HAS_USER)
		observe_field(out, s, 0, FIELD_MQTT_USER, read_string(&in));
}

/* Topics behind the number of the packet, each with options where it is subscribed to; observed where
 * out is not NULL. False where this is not what in has. */
static bool read_topics(struct bytes in, bool properties, bool options, const struct segment *s,
    struct observations *out)
{
	bytes_skip(&in, 2);
	if (properties)
		skip_properties(&in);
	if (in.left == 0)
		return false;
	while (in.left > 0 && !in.failed) {
		struct text topic = read_string(&in);
		uint8_t option = options ? bytes_u8(&in) : 0;
		if (in.failed || topic.n == 0 || (option & 3) == 3 || (!properties && option > 3))
			return false;
		if (out)
			observe_field(out, s, 0, FIELD_MQTT_TOPIC, topic);
	}
	return !in.failed;
}

/* Where the version is not known, the one that fits. */
static void read_subscription(const struct mqtt_state *state, uint8_t type, const struct segment *s,
    struct bytes in, struct observations *out)
{
	bool options = type == SUBSCRIBE, five = state->version == VERSION_5;
	if (state->version == 0)
		five = !read_topics(in, false, options, s, NULL);
	if (read_topics(in, five, options, s, NULL))
		read_topics(in, five, options, s, out);
}

/* The message behind the topic is left out. */
static size_t take_publish(struct conversation *c, const struct segment *s, struct text data,
    const struct packet_head *head, struct observations *out)
{
	struct text topic = TEXT("");
	enum claim claim = read_topic(text_from(data, head->size), head->left, &topic);
	if (claim == CLAIM_MAYBE)
		return 0;
	if (claim == CLAIM_NO)
		return TAKE_LOST;
	observe_field(out, s, 0, FIELD_MQTT_TOPIC, topic);
	talk_skip(c, s->side, head->left - 2 - topic.n);
	return head->size + 2 + topic.n;
}

static size_t mqtt_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct mqtt_state *state = c->state;
	struct packet_head head;
	enum claim claim = read_head(data, &head);
	if (claim != CLAIM_YES)
		return claim == CLAIM_NO ? TAKE_LOST : 0;
	if (head.type == PUBLISH)
		return take_publish(c, s, data, &head, out);
	bool named = head.type == CONNECT || head.type == SUBSCRIBE || head.type == UNSUBSCRIBE;
	if (!named || head.left > PACKET_MOST) {
		talk_skip(c, s->side, head.left);
		return head.size;
	}
	if (data.n - head.size < head.left) {
		talk_want(c, s->side, head.size + head.left);
		return 0;
	}
	struct bytes body = bytes_of(data.s + head.size, head.left);
	if (head.type == CONNECT)
		read_connect(state, s, body, out);
	else
		read_subscription(state, head.type, s, body, out);
	return head.size + head.left;
}

const struct protocol protocol_mqtt = { .name = "mqtt",
	.transport = IP_TCP,
	.state_size = sizeof(struct mqtt_state),
	.claims = mqtt_claims,
	.take = mqtt_take };
