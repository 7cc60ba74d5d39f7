/*
 * Datagrams of one flow: each has two bytes of size before it, whose highest bit is the side that sends
 * it. Each goes to the QUIC reader, to the DTLS reader, and as plain frames to the gatherer, as no
 * fuzzer finds a tag.
 */
#include <config.h>

#include <stdlib.h>

#include "protocols/dtls.h"
#include "protocols/quic.h"
#include "protocols/tls_hello.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct quic_connection connection;
static struct quic_crypto plain;
static struct dtls_side dtls[2];

static void check_messages(struct quic_crypto *c)
{
	struct tls_client_hello hello;
	struct bytes body;
	uint8_t type;
	while (quic_next_message(c, &type, &body)) {
		tls_parse_client_hello(body, false, &hello);
		if (c->read > c->stream.joined || c->stream.top > c->stream.room ||
		    c->stream.joined > GATHER_MOST)
			abort();
	}
}

static void feed(struct bytes datagram, uint8_t side, struct arena *arena)
{
	struct tls_client_hello hello;
	struct tls_message m;
	quic_read(&connection, datagram, side, arena);
	check_messages(&connection.crypto[0]);
	check_messages(&connection.crypto[1]);
	quic_gather(&plain, datagram);
	check_messages(&plain);
	enum dtls_answer a;
	while ((a = dtls_read(&dtls[side], &datagram, &m)) != DTLS_NONE) {
		if (a == DTLS_WHOLE)
			tls_parse_client_hello(m.body, false, &hello);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena arena = { 0 };
	struct bytes in = bytes_of(data, n);
	memset(&dtls, 0, sizeof(dtls));
	while (in.left > 2) {
		uint16_t head = bytes_be16(&in);
		size_t size = head & 0x7fff;
		feed(
		    bytes_sub(&in, size < in.left ? size : in.left), (uint8_t)(head >> 15), &arena);
	}
	arena_free(&arena);
	quic_free(&connection);
	gather_free(&plain.stream);
	plain.read = 0;
	dtls_free(&dtls[0]);
	dtls_free(&dtls[1]);
	return 0;
}
