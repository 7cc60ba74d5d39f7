/* Queries, over one threat and one event; and whatever the input is, as the value of a term. */
#include <config.h>

#include <stdlib.h>

#include "base/buf.h"
#include "case/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct text sources[] = { TEXT("10.1.0.7"), TEXT("2001:db8::5") },
			 ports[] = { TEXT("443"), TEXT("8080") }, tags[] = { TEXT("apt") };

static struct case_threat threat_with(struct text info)
{
	return (struct case_threat) {
		.id = TEXT("fe22c5F0"),
		.type = TEXT("DNS"),
		.trail = TEXT("(www).bad.example"),
		.info = info,
		.reference = TEXT("abuse.ch"),
		.severity = SEVERITY_HIGH,
		.events = 51,
		.first = 1767312000000000000,
		.last = 1767400000000000000,
		.src_ip = { sources, 2, 2 },
		.dst_ip = { sources, 2, 2 },
		.src_port = { ports, 2, 2 },
		.dst_port = { ports, 1, 1 },
		.tags = { tags, 1, 1 },
	};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct text t = text_bytes(data, size);
	const struct marks marks = { .tags = tags, .tag_count = 1, .note = TEXT("a note") };
	const struct case_threat threat = threat_with(TEXT("cobalt (malware)"));
	const struct case_event event = {
		.time = 1767312000000000000,
		.src_ip = TEXT("10.1.0.7"),
		.dst_ip = TEXT("9.9.9.9"),
		.has_ports = true,
		.src_port = 40001,
		.dst_port = 443,
		.trail = TEXT("bad.example"),
		.info = TEXT("cobalt (malware)"),
		.severity = SEVERITY_LOW,
		.direction = "outbound",
	};
	struct query *q = query_parse(t);
	query_threat(q, &threat, &marks);
	query_event(q, &event, &marks);
	query_free(q);

	/* A value stands for itself. */
	struct buf b;
	buf_init(&b, SIZE_MAX / 4);
	query_term(&b, "info", t);
	const struct case_threat same = threat_with(t);
	q = query_parse(buf_text(&b));
	if (!query_threat(q, &same, &marks))
		abort();
	query_free(q);
	buf_free(&b);
	return 0;
}
