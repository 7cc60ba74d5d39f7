/*
 * What the protocol parsers observe in captures, a line each: name, frame, what it is, value. Only
 * what has a value that another tool shows too.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>

#include "capture/capture.h"
#include "decode/decode.h"
#include "protocols/protocol.h"
#include "protocols/tls_fingerprint.h"

enum { MEMORY = 64 << 20 };

struct reading {
	struct capture *capture;
	struct flow_table *flows;
	struct partials *partials;
	struct observations observed;
};

static void on_ended(void *context, const struct flow *flow, enum flow_end why)
{
	(void)context;
	(void)flow;
	(void)why;
}

static void show(
    const struct reading *r, const struct observation *o, const char *kind, struct text value)
{
	if (value.n == 0)
		return;
	printf("%s\t%" PRIu64 "\t%s\t", capture_input(r->capture, o->input)->name, o->frame, kind);
	fwrite(value.s, 1, value.n, stdout);
	putchar('\n');
}

static void show_chain(const struct reading *r, const struct observation *o)
{
	for (size_t i = 0; i < o->chain->count; i++) {
		const struct x509_certificate *c = &o->chain->list[i];
		show(r, o, "cert_sha1", c->sha1);
		show(r, o, "cert_serial", c->serial);
		for (size_t k = 0; k < c->name_count; k++)
			if (c->names[k].kind == X509_DNS)
				show(r, o, "cert_dns", c->names[k].text);
	}
}

static void show_one(const struct reading *r, const struct observation *o)
{
	struct arena arena = { 0 };
	struct tls_client_hello client;
	struct tls_server_hello server;
	const char *over = o->proto == IP_UDP ? "u" : "t";
	char kind[16];
	switch (o->kind) {
	case OBSERVED_TLS_CLIENT:
		snprintf(kind, sizeof(kind), "%s_sni", over);
		show(r, o, kind, o->hello->server_name);
		client = *o->hello;
		tls_fingerprint_client(&client, client.over, &arena);
		snprintf(kind, sizeof(kind), "%s_ja3", over);
		show(r, o, kind, client.ja3);
		snprintf(kind, sizeof(kind), "%s_ja4", over);
		show(r, o, kind, client.ja4);
		break;
	case OBSERVED_TLS_SERVER:
		snprintf(kind, sizeof(kind), "%s_ja3s", over);
		server = *o->server_hello;
		tls_fingerprint_server(&server, &arena);
		show(r, o, kind, server.ja3s);
		break;
	case OBSERVED_CERTIFICATES:
		show_chain(r, o);
		break;
	default:
		break;
	}
	arena_free(&arena);
}

static void take_packet(struct reading *r, const struct origin *at, const struct packet *p)
{
	struct flow_key key;
	uint32_t index = 0;
	bool fresh;
	struct segment s = { .frame = at, .packet = p, .index = &index };
	flow_key_of(r->flows, p, &key);
	s.side = key.side;
	s.partials = r->partials;
	s.flow = flows_take(r->flows, p, &key, at, &fresh, &s.repeats);
	protocols_feed(&s, &r->observed);
}

static void take_frame(struct reading *r, const struct frame *f)
{
	static struct decode_counts counts;
	struct origin at = { f->seq, f->number, f->time, f->clock, f->input };
	struct packet packets[FRAME_PACKETS];
	size_t n = decode_frame(NULL, f, packets, &counts);
	for (size_t i = 0; i < n; i++)
		take_packet(r, &at, &packets[i]);
}

static bool read_capture(struct reading *r, const char *path)
{
	static struct frame_batch batch;
	struct capture_options options = { .digest = false };
	struct fault f;
	r->capture = capture_new(&options);
	r->flows = flows_new(MEMORY, 1, on_ended, NULL);
	bool good = capture_add(r->capture, path, &f);
	if (good)
		capture_begin(r->capture);
	else
		fprintf(stderr, "%s\n", f.text);
	while (good && capture_next(r->capture, &batch)) {
		for (size_t i = 0; i < batch.count; i++)
			take_frame(r, &batch.frames[i]);
		for (size_t i = 0; i < r->observed.count; i++)
			show_one(r, &r->observed.list[i]);
		observations_clear(&r->observed);
		frame_batch_release(&batch);
	}
	flows_free(r->flows);
	capture_free(r->capture);
	return good;
}

int main(int argc, char **argv)
{
	struct reading r = { .partials = partials_new() };
	bool good = true;
	for (int i = 1; i < argc; i++)
		good &= read_capture(&r, argv[i]);
	partials_free(r.partials);
	observations_free(&r.observed);
	return good ? 0 : 2;
}
