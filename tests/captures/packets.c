/*
 * What the frames of a capture decode to, a line each, in the columns that tests/captures/packets.sh
 * asks tshark for: number, fate, sources and destinations of IPv4 and of IPv6, TCP ports, UDP ports;
 * of all packets of the frame, outermost first, separated by commas. Then the names of the tunnels, and
 * what is told of those that the innermost packet came out of.
 */
#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/address.h"
#include "capture/capture.h"
#include "decode/decode.h"
#include "decode/tunnels.h"

static void print_addresses(const struct packet *list, size_t n, uint8_t version, bool source)
{
	const char *comma = "";
	putchar('\t');
	for (size_t i = 0; i < n; i++) {
		const struct tuple *t = &list[i].tuple;
		if (t->version != version)
			continue;
		struct address a = { .version = version };
		char text[ADDRESS_TEXT];
		memcpy(a.bytes, source ? t->src : t->dst, sizeof(a.bytes));
		size_t size = address_text(&a, text);
		printf("%s%.*s", comma, (int)size, text);
		comma = ",";
	}
}

static void print_ports(const struct packet *list, size_t n, uint8_t proto, bool source)
{
	const char *comma = "";
	putchar('\t');
	for (size_t i = 0; i < n; i++) {
		const struct tuple *t = &list[i].tuple;
		if (t->proto != proto)
			continue;
		printf("%s%u", comma, source ? t->sport : t->dport);
		comma = ",";
	}
}

static enum fate fate_of(const struct decode_counts *counts)
{
	int fate = 0;
	while (fate < FATE_COUNT && !counts->fates[fate])
		fate++;
	return (enum fate)fate;
}

static void print_frame(struct decoder *d, struct tunnels *t, const struct frame *f)
{
	struct packet list[FRAME_PACKETS];
	struct decode_counts counts = { .cut = 0 };
	size_t n = decode_frame(d, f, list, &counts);
	printf("%" PRIu64 "\t%s", f->number, fate_name(fate_of(&counts)));
	for (uint8_t version = 4; version <= 6; version = (uint8_t)(version + 2)) {
		print_addresses(list, n, version, true);
		print_addresses(list, n, version, false);
	}
	static const uint8_t with_ports[] = { IP_TCP, IP_UDP };
	for (size_t i = 0; i < sizeof(with_ports); i++) {
		print_ports(list, n, with_ports[i], true);
		print_ports(list, n, with_ports[i], false);
	}
	putchar('\t');
	for (size_t i = 0; i < n; i++)
		printf("%s%s", i > 1 ? "," : "", tunnel_name(list[i].tunnel));
	struct text told = tunnels_text(t, n ? tunnels_number(t, &list[n - 1]) : 0);
	printf("\t%.*s\n", (int)told.n, told.s ? told.s : "");
}

int main(int argc, char **argv)
{
	struct capture_options options = { .notices = { NULL, NULL } };
	struct fault f;
	struct capture *c = capture_new(&options);
	if (argc != 2 || !capture_add(c, argv[1], &f))
		return 2;
	capture_begin(c);
	struct decoder *d = decoder_new(16 << 20, &(struct hash_key) { 1, 2 });
	struct tunnels *t = tunnels_new(16 << 20, &(struct hash_key) { 1, 2 });
	static struct frame_batch batch;
	while (capture_next(c, &batch)) {
		for (size_t i = 0; i < batch.count; i++)
			print_frame(d, t, &batch.frames[i]);
		decoder_release(d);
		frame_batch_release(&batch);
	}
	decoder_free(d);
	tunnels_free(t);
	capture_free(c);
	return 0;
}
