/* The start of a TLS client's stream. */
#include <config.h>

#include <stdlib.h>

#include "protocols/tls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_inside(struct text t, struct text in)
{
	if (t.n > 0 && (t.s < in.s || t.s > in.s + in.n || t.n > (size_t)(in.s + in.n - t.s)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct tls_client_hello hello;
	if (tls_parse_client_hello(bytes_of(data, n), &hello) && hello.version >> 8 != 3)
		abort();
	check_inside(hello.server_name, text_bytes(data, n));
	check_inside(hello.alpn, text_bytes(data, n));
	return 0;
}
