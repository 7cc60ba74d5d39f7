/* One certificate, and the same bytes as a chain. Every text that was made is UTF-8. */
#include <config.h>

#include <stdlib.h>

#include "protocols/x509.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_utf8(struct text t)
{
	for (size_t i = 0; i < t.n;) {
		size_t size = utf8_length(text_from(t, i));
		if (size == 0)
			abort();
		i += size;
	}
}

static void check_certificate(const struct x509_certificate *c)
{
	if (c->sha1.n != 40 || c->sha256.n != 64)
		abort();
	check_utf8(c->subject.text);
	check_utf8(c->issuer.text);
	if ((c->not_after.n != 0 && c->not_after.n != 20) || c->serial.n > 128)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena arena = { 0 };
	struct x509_certificate c;
	struct x509_chain chain;
	x509_parse(bytes_of(data, n), &arena, &c);
	check_certificate(&c);
	if (x509_parse_chain(bytes_of(data, n), &arena, &chain))
		for (size_t i = 0; i < chain.count; i++)
			check_certificate(&chain.list[i]);
	arena_free(&arena);
	return 0;
}
