/* One side of a TLS stream, in two pieces and whole: records, hellos, fingerprints, certificates. The
 * first byte says where it is cut. */
#include <config.h>

#include <stdlib.h>

#include "protocols/tls_fingerprint.h"
#include "protocols/tls_records.h"
#include "protocols/x509.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What was read, so that two ways of reading it can be compared. */
struct seen {
	size_t messages, bytes;
	enum tls_records_state state;
};

static void check_inside(struct text t, struct bytes in)
{
	const char *start = (const char *)in.at;
	if (t.n > 0 && (t.s < start || t.n > in.left || t.s > start + (in.left - t.n)))
		abort();
}

static void check_client(struct bytes body, bool cut, struct arena *arena)
{
	struct tls_client_hello hello;
	bool good = tls_parse_client_hello(body, cut, &hello);
	if (good && cut && (hello.whole || hello.server_name.n == 0))
		abort();
	check_inside(hello.server_name, body);
	check_inside(hello.alpn, body);
	check_inside(hello.protocols, body);
	tls_fingerprint_client(&hello, TLS_OVER_TCP, arena);
	if (good && hello.whole && (hello.ja4.n != 36 || hello.ja3.n != 32))
		abort();
}

static void check_v2(struct text data, struct arena *arena)
{
	struct tls_client_hello hello;
	if (!tls_parse_v2_hello(data, &hello))
		return;
	struct bytes in = bytes_of(data.s, data.n);
	check_inside(hello.v2_ciphers, in);
	check_inside(hello.session, in);
	tls_fingerprint_client(&hello, TLS_OVER_TCP, arena);
	if (hello.v2_ciphers.n == 0 || hello.v2_ciphers.n % 3 > 0 || hello.ja3.n > 0)
		abort();
}

static void check_message(const struct tls_message *m, struct arena *arena)
{
	struct tls_server_hello server;
	struct x509_chain chain;
	if (m->type == TLS_CLIENT_HELLO)
		check_client(m->body, m->cut, arena);
	else if (m->type == TLS_SERVER_HELLO && tls_parse_server_hello(m->body, &server))
		tls_fingerprint_server(&server, arena);
	else if (m->type == TLS_CERTIFICATE && x509_parse_chain(m->body, arena, &chain))
		for (size_t i = 0; i < chain.count; i++)
			check_inside(chain.list[i].der, m->body);
}

static void feed(struct tls_records *r, struct bytes piece, struct seen *seen, struct arena *arena)
{
	struct tls_message m;
	while (tls_records_next(r, &piece, &m)) {
		check_message(&m, arena);
		seen->messages++;
		seen->bytes += m.body.left;
	}
}

static struct seen read_stream(struct bytes first, struct bytes second)
{
	struct arena arena = { 0 };
	struct tls_records r;
	struct tls_message m;
	struct seen seen = { 0 };
	tls_records_init(&r);
	feed(&r, first, &seen, &arena);
	feed(&r, second, &seen, &arena);
	if (tls_records_rest(&r, &m))
		check_message(&m, &arena);
	seen.state = r.state;
	tls_records_free(&r);
	arena_free(&arena);
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n == 0)
		return 0;
	struct bytes all = bytes_of(data + 1, n - 1), second = all;
	struct bytes first = bytes_sub(&second, data[0] < all.left ? data[0] : all.left);
	struct seen whole = read_stream(all, bytes_of(data, 0)), cut = read_stream(first, second);
	if (whole.messages != cut.messages || whole.bytes != cut.bytes || whole.state != cut.state)
		abort();
	struct arena arena = { 0 };
	check_v2(text_bytes(data, n), &arena);
	arena_free(&arena);
	return 0;
}
