/* The start of an HTTP/1 message, as a request and as a response. */
#include <config.h>

#include <stdlib.h>

#include "protocols/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_inside(struct text t, struct text in)
{
	if (t.n > 0 && (t.s < in.s || t.s > in.s + in.n || t.n > (size_t)(in.s + in.n - t.s)))
		abort();
}

static void check_head(const struct http_head *head, struct text body, struct text in)
{
	if (head->count > HTTP_HEADERS || (body.n > 0 && !head->complete))
		abort();
	for (size_t i = 0; i < head->count; i++) {
		check_inside(head->headers[i].name, in);
		check_inside(head->headers[i].value, in);
	}
	check_inside(body, in);
	(void)http_find(head, TEXT("host"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text in = text_bytes(data, n);
	struct http_request request;
	struct http_response response;
	bool good = http_parse_request(in, &request);
	if (good && (!request.method.n || !request.target.n || !request.version.n))
		abort();
	check_inside(request.method, in);
	check_inside(request.target, in);
	check_inside(request.version, in);
	check_head(&request.head, request.body, in);
	if (http_parse_response(in, &response) && good)
		abort();
	check_inside(response.reason, in);
	check_head(&response.head, response.body, in);
	return 0;
}
