/* draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng: the little of both that is needed. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "recording.h"

enum { NS_PER_US = 1000, NS_PER_S = 1000000000 };

struct recorded {
	int64_t time;
	size_t order;
	unsigned interface;
	struct text bytes;
};

static uint8_t *put_le16(uint8_t *at, unsigned v)
{
	at[0] = (uint8_t)v;
	at[1] = (uint8_t)(v >> 8);
	return at + 2;
}

static uint8_t *put_le32(uint8_t *at, uint32_t v)
{
	return put_le16(put_le16(at, v & 0xffff), v >> 16);
}

void pcap_header(uint8_t out[PCAP_HEADER], enum craft_link link)
{
	uint8_t *at = put_le32(out, 0xa1b2c3d4);
	at = put_le16(put_le16(at, 2), 4);
	at = put_le32(put_le32(at, 0), 0);
	put_le32(put_le32(at, 262144), link);
}

void pcap_record(uint8_t out[PCAP_RECORD], int64_t time, size_t n)
{
	uint8_t *at = put_le32(out, (uint32_t)(time / NS_PER_S));
	at = put_le32(at, (uint32_t)(time % NS_PER_S / NS_PER_US));
	put_le32(put_le32(at, (uint32_t)n), (uint32_t)n);
}

void recording_add(
    struct recording *r, int64_t time, unsigned interface, const struct craft_frame *f)
{
	r->frames = grow(r->frames, r->n, &r->room, sizeof(*r->frames));
	r->frames[r->n] = (struct recorded) { time, r->n, interface,
		arena_text(&r->arena, text_bytes(f->at, f->n)) };
	r->n++;
}

void recording_free(struct recording *r)
{
	arena_free(&r->arena);
	free(r->frames);
}

static int by_time(const void *a, const void *b)
{
	const struct recorded *x = a, *y = b;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static void save_pcap(const struct recording *r, FILE *out, enum craft_link link)
{
	uint8_t header[PCAP_HEADER], record[PCAP_RECORD];
	pcap_header(header, link);
	fwrite(header, 1, sizeof(header), out);
	for (size_t i = 0; i < r->n; i++) {
		const struct recorded *f = &r->frames[i];
		pcap_record(record, f->time, f->bytes.n);
		fwrite(record, 1, sizeof(record), out);
		fwrite(f->bytes.s, 1, f->bytes.n, out);
	}
}

/* A block: type, length, body in two parts, padding, length again. */
static void save_block(FILE *out, uint32_t type, struct text head, struct text tail)
{
	uint8_t word[8], zero[4] = { 0 };
	size_t pad = (4 - (head.n + tail.n) % 4) % 4;
	uint32_t length = (uint32_t)(12 + head.n + tail.n + pad);
	put_le32(put_le32(word, type), length);
	fwrite(word, 1, 8, out);
	fwrite(head.s, 1, head.n, out);
	fwrite(tail.s, 1, tail.n, out);
	fwrite(zero, 1, pad, out);
	fwrite(word + 4, 1, 4, out);
}

static void save_interface(FILE *out, const struct recording_interface *interface)
{
	uint8_t body[64], *at = put_le16(put_le16(body, interface->link), 0);
	size_t n = strlen(interface->name);
	if (n > 16)
		abort();
	at = put_le32(at, 262144);
	at = put_le16(put_le16(at, 2), (unsigned)n); /* if_name */
	memcpy(at, interface->name, n);
	memset(at + n, 0, 4);
	at += (n + 3) & ~(size_t)3;
	at = put_le16(put_le16(at, 9), 1); /* if_tsresol */
	at = put_le32(at, interface->decimals);
	at = put_le32(at, 0); /* opt_endofopt */
	save_block(out, 1, text_bytes(body, (size_t)(at - body)), TEXT(""));
}

static void save_pcapng(const struct recording *r, FILE *out,
    const struct recording_interface *interfaces, size_t count)
{
	uint8_t section[16], packet[20];
	put_le32(put_le32(put_le16(put_le16(put_le32(section, 0x1a2b3c4d), 1), 0), 0xffffffff),
	    0xffffffff);
	save_block(out, 0x0a0d0d0a, text_bytes(section, sizeof(section)), TEXT(""));
	for (size_t i = 0; i < count; i++)
		save_interface(out, &interfaces[i]);
	for (size_t i = 0; i < r->n; i++) {
		const struct recorded *f = &r->frames[i];
		uint64_t units = (uint64_t)f->time;
		if (interfaces[f->interface].decimals == 6)
			units /= NS_PER_US;
		uint8_t *at = put_le32(packet, f->interface);
		at = put_le32(put_le32(at, (uint32_t)(units >> 32)), (uint32_t)units);
		put_le32(put_le32(at, (uint32_t)f->bytes.n), (uint32_t)f->bytes.n);
		save_block(out, 6, text_bytes(packet, sizeof(packet)), f->bytes);
	}
}

bool recording_save(struct recording *r, const char *path,
    const struct recording_interface *interfaces, size_t count)
{
	FILE *out = fopen(path, "wb");
	if (!out)
		return false;
	if (r->n)
		qsort(r->frames, r->n, sizeof(*r->frames), by_time);
	if (count == 1)
		save_pcap(r, out, interfaces[0].link);
	else
		save_pcapng(r, out, interfaces, count);
	bool good = !ferror(out);
	if (fclose(out) != 0)
		good = false;
	if (!good)
		remove(path);
	return good;
}
