/* Hellos and certificates of DTLS. RFC 6347 4.1 (records), 4.2.2 (fragments). */
#include <config.h>

#include "protocols/dtls.h"

enum {
	RECORD_HANDSHAKE = 22,
	RECORD_APPLICATION_DATA = 23,
	DTLS_MAJOR = 0xfe,
	SEQUENCE_SIZE = 6,
};

/* One fragment of a handshake message. */
struct fragment {
	uint8_t type;
	uint16_t sequence;
	uint32_t size, offset; /* of the whole message; of this part in it */
	struct bytes part;
};

/* The next record of the handshake in clear. */
static bool next_record(struct dtls_side *side, struct bytes *datagram)
{
	while (datagram->left > 0 && !datagram->failed) {
		uint8_t type = bytes_u8(datagram);
		uint8_t major = bytes_u8(datagram);
		bytes_skip(datagram, 1);
		uint16_t epoch = bytes_be16(datagram);
		bytes_skip(datagram, SEQUENCE_SIZE);
		side->record = bytes_sub(datagram, bytes_be16(datagram));
		if (datagram->failed || major != DTLS_MAJOR)
			break;
		if (type == RECORD_HANDSHAKE && epoch == 0 && side->record.left > 0)
			return true;
		side->sealed |= epoch != 0 || type == RECORD_APPLICATION_DATA;
	}
	side->record = bytes_of(NULL, 0);
	return false;
}

static bool next_fragment(struct bytes *record, struct fragment *f)
{
	f->type = bytes_u8(record);
	f->size = bytes_be24(record);
	f->sequence = bytes_be16(record);
	f->offset = bytes_be24(record);
	f->part = bytes_sub(record, bytes_be24(record));
	return !record->failed && f->offset <= f->size && f->part.left <= f->size - f->offset;
}

static struct dtls_message *message_of(struct dtls_side *side, uint8_t type)
{
	static const uint8_t types[DTLS_KINDS] = { TLS_CLIENT_HELLO, TLS_SERVER_HELLO,
		TLS_CERTIFICATE };
	for (size_t i = 0; i < DTLS_KINDS; i++)
		if (types[i] == type)
			return &side->messages[i];
	return NULL;
}

static enum dtls_answer take(
    struct dtls_side *side, const struct fragment *f, struct tls_message *out)
{
	struct dtls_message *m = message_of(side, f->type);
	if (!m || f->size == 0 || f->size > GATHER_MOST)
		return DTLS_NONE;
	*out = (struct tls_message) { .type = f->type, .joined = f->part.left < f->size };
	bool same = m->begun && m->sequence == f->sequence && m->size == f->size;
	if (!same || m->told)
		gather_free(&m->body); /* what was told of it is not looked at any more */
	if (!same)
		*m = (struct dtls_message) {
			.begun = true, .sequence = f->sequence, .size = f->size
		};
	if (m->told)
		return DTLS_PART;
	if (out->joined)
		gather_put(&m->body, f->offset, f->part);
	out->body = out->joined ? bytes_of(m->body.data, m->body.joined) : f->part;
	m->told = out->body.left == f->size;
	return m->told ? DTLS_WHOLE : DTLS_PART;
}

enum dtls_answer dtls_read(struct dtls_side *side, struct bytes *datagram, struct tls_message *out)
{
	while (side->record.left > 0 || next_record(side, datagram)) {
		struct fragment f;
		enum dtls_answer a = DTLS_NONE;
		if (next_fragment(&side->record, &f))
			a = take(side, &f, out);
		else
			side->record.left = 0;
		if (a != DTLS_NONE)
			return a;
	}
	return DTLS_NONE;
}

size_t dtls_weight(const struct dtls_side *side)
{
	size_t n = 0;
	for (size_t i = 0; i < DTLS_KINDS; i++)
		n += gather_weight(&side->messages[i].body);
	return n;
}

void dtls_free(struct dtls_side *side)
{
	for (size_t i = 0; i < DTLS_KINDS; i++)
		gather_free(&side->messages[i].body);
}
