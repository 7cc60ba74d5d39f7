/* TLS records to handshake messages. RFC 8446 4, 5.1 and appendix D.4. */
#include <config.h>

#include "protocols/tls_records.h"

enum {
	RECORD_CHANGE_CIPHER_SPEC = 20,
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	RECORD_APPLICATION_DATA = 23,
	RECORD_HEARTBEAT = 24, /* RFC 6520 */
	RECORD_HEAD = 5,
	VERSION_MAJOR = 3,
	MESSAGE_HEAD = 4,
};

void tls_records_init(struct tls_records *r)
{
	*r = (struct tls_records) { .state = TLS_OPEN };
	buf_init(&r->message, MESSAGE_HEAD + TLS_MESSAGE_MOST);
}

void tls_records_free(struct tls_records *r)
{
	buf_free(&r->message);
}

static bool is_type(uint8_t type)
{
	return type >= RECORD_CHANGE_CIPHER_SPEC && type <= RECORD_HEARTBEAT;
}

/*
 * Between the parts of a message no other record may stand. Behind a change of ciphers what looks like
 * a record of the handshake is encrypted, but in TLS 1.3, where the change says nothing: there
 * a hello follows it if the server asked for another one (RFC 8446 4.1.4, D.4).
 */
static void begin_record(struct tls_records *r)
{
	r->head_have = 0;
	r->type = r->head[0];
	r->left = load_be16(r->head + 3);
	bool handshake = r->type == RECORD_HANDSHAKE, amid = r->message.n > 0;
	bool empty = r->left == 0 && r->type != RECORD_APPLICATION_DATA;
	if (!is_type(r->type) || r->head[1] != VERSION_MAJOR || empty)
		r->state = TLS_REFUSED;
	else if (r->type == RECORD_APPLICATION_DATA || (r->changed && (!handshake || amid)))
		r->state = TLS_ENDED;
	else if (!handshake && amid)
		r->state = TLS_REFUSED;
	r->changed |= r->type == RECORD_CHANGE_CIPHER_SPEC;
	r->hello = handshake && r->changed ? r->left : 0;
}

/* The head of a record may be cut anywhere too; its first bytes already show what is no TLS. */
static bool read_head(struct tls_records *r, struct bytes *piece)
{
	while (r->head_have < RECORD_HEAD && piece->left > 0)
		r->head[r->head_have++] = bytes_u8(piece);
	if (r->head_have == RECORD_HEAD)
		begin_record(r);
	else if (r->head_have > 0 && !is_type(r->head[0]))
		r->state = TLS_REFUSED;
	return r->left > 0 && r->state == TLS_OPEN;
}

static size_t message_size(const uint8_t *head)
{
	return MESSAGE_HEAD + (load_be32(head) & 0xffffff);
}

static void set_message(struct tls_message *out, const uint8_t *at, size_t n, bool joined)
{
	*out = (struct tls_message) {
		.type = at[0],
		.body = bytes_of(at + MESSAGE_HEAD, n - MESSAGE_HEAD),
		.joined = joined,
	};
}

/* Whether what begins with this head may be a message; else all is encrypted. */
static bool is_clear(struct tls_records *r, const uint8_t *head)
{
	bool hello = head[0] == TLS_CLIENT_HELLO || head[0] == TLS_SERVER_HELLO;
	if (r->hello > 0 && (!hello || message_size(head) != r->hello))
		r->state = TLS_ENDED;
	return r->state == TLS_OPEN;
}

/* A message that lies whole in the record and the piece. */
static bool take_whole(struct tls_records *r, struct bytes *piece, struct tls_message *out)
{
	size_t have = piece->left < r->left ? piece->left : r->left;
	if (r->message.n > 0 || have < MESSAGE_HEAD || !is_clear(r, piece->at) ||
	    message_size(piece->at) > have)
		return false;
	size_t n = message_size(piece->at);
	const uint8_t *at = bytes_take(piece, n);
	if (!at)
		return false;
	set_message(out, at, n, false);
	r->left = (uint16_t)(r->left - n);
	return true;
}

/* Up to n bytes of the message in the making. */
static void keep(struct tls_records *r, struct bytes *piece, size_t n)
{
	n = n < r->left ? n : r->left;
	n = n < piece->left ? n : piece->left;
	r->left = (uint16_t)(r->left - n);
	buf_add(&r->message, text_bytes(bytes_take(piece, n), n));
}

/* Goes on with the message in the making; true once it is whole. */
static bool join(struct tls_records *r, struct bytes *piece, struct tls_message *out)
{
	if (r->message.n < MESSAGE_HEAD)
		keep(r, piece, MESSAGE_HEAD - r->message.n);
	if (r->message.n < MESSAGE_HEAD || !is_clear(r, (const uint8_t *)r->message.p))
		return false;
	size_t size = message_size((const uint8_t *)r->message.p);
	if (size > MESSAGE_HEAD + TLS_MESSAGE_MOST) {
		r->state = TLS_REFUSED;
		return false;
	}
	keep(r, piece, size - r->message.n);
	if (r->message.n < size)
		return false;
	set_message(out, (const uint8_t *)r->message.p, size, true);
	r->taken = size;
	return true;
}

bool tls_records_next(struct tls_records *r, struct bytes *piece, struct tls_message *out)
{
	if (r->taken > 0)
		buf_clear(&r->message);
	r->taken = 0;
	while (r->state == TLS_OPEN && piece->left > 0) {
		if (r->left == 0 && !read_head(r, piece))
			continue;
		if (r->type != RECORD_HANDSHAKE) {
			size_t n = piece->left < r->left ? piece->left : r->left;
			bytes_skip(piece, n);
			r->left = (uint16_t)(r->left - n);
		} else if (take_whole(r, piece, out) ||
		    (r->state == TLS_OPEN && join(r, piece, out))) {
			return true;
		}
	}
	return false;
}

bool tls_records_rest(const struct tls_records *r, struct tls_message *out)
{
	if (r->state != TLS_OPEN || r->taken > 0 || r->message.n < MESSAGE_HEAD)
		return false;
	set_message(out, (const uint8_t *)r->message.p, r->message.n, true);
	out->cut = true;
	return true;
}
