/* ClientHellos of DTLS. RFC 6347 4.1 (records), 4.2.2 (fragments). */
#include <config.h>

#include "protocols/dtls.h"

enum {
	RECORD_HANDSHAKE = 22,
	DTLS_MAJOR = 0xfe,
	CLIENT_HELLO = 1,
	SEQUENCE_SIZE = 6,
};

/* One fragment of a handshake message. */
struct fragment {
	uint8_t type;
	uint16_t sequence;
	uint32_t size, offset; /* of the whole message; of this part in it */
	struct bytes part;
};

static bool next_record(struct bytes *datagram, struct bytes *record)
{
	uint8_t type = bytes_u8(datagram);
	uint8_t major = bytes_u8(datagram);
	bytes_skip(datagram, 1);
	uint16_t epoch = bytes_be16(datagram);
	bytes_skip(datagram, SEQUENCE_SIZE);
	*record = bytes_sub(datagram, bytes_be16(datagram));
	return !datagram->failed && type == RECORD_HANDSHAKE && major == DTLS_MAJOR && epoch == 0;
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

static enum dtls_answer take(struct dtls_hello *h, const struct fragment *f, struct bytes *body)
{
	if (f->type != CLIENT_HELLO || f->size == 0 || f->size > GATHER_MOST)
		return DTLS_NONE;
	if (!h->begun || h->sequence != f->sequence || h->size != f->size)
		*h =
		    (struct dtls_hello) { .begun = true, .sequence = f->sequence, .size = f->size };
	gather_put(&h->body, f->offset, f->part);
	if (h->told || h->body.joined < h->size)
		return DTLS_PART;
	h->told = true;
	*body = bytes_of(h->body.data, h->size);
	return DTLS_WHOLE;
}

enum dtls_answer dtls_read(struct dtls_hello *h, struct bytes datagram, struct bytes *body)
{
	enum dtls_answer best = DTLS_NONE;
	struct bytes record;
	struct fragment f;
	while (datagram.left > 0 && next_record(&datagram, &record))
		while (record.left > 0 && next_fragment(&record, &f)) {
			enum dtls_answer a = take(h, &f, body);
			if (a == DTLS_WHOLE)
				return a;
			best = a > best ? a : best;
		}
	return best;
}
