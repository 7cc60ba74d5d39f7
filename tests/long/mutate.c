/*
 * Makes other captures out of one, the same for the same arguments:
 *
 *   mutate flips SEED COUNT IN DIRECTORY   COUNT copies, each with one to eight bytes changed
 *   mutate cuts SEED COUNT IN DIRECTORY    COUNT beginnings of different lengths, named by them
 *   mutate swap IN OUT                     a pcap in the other byte order
 *   mutate nano IN OUT                     a pcap of microseconds as one of nanoseconds
 *   mutate split COUNT IN DIRECTORY        a pcap as COUNT ones of consecutive frames
 *
 * Files are held in memory whole; only little-endian pcap is taken apart.
 */
#include <config.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"

enum {
	FILE_HEADER = 24,
	RECORD_HEADER = 16,
	FLIPS_MAX = 8,
	NAME_MAX_BYTES = 4096,
};

static const uint32_t micro_magic = 0xa1b2c3d4, nano_magic = 0xa1b23c4d;

struct file {
	uint8_t *p;
	size_t n;
};

/* Steele, Lea and Flood: splitmix64. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static _Noreturn void die(const char *what, const char *name)
{
	fprintf(stderr, "mutate: %s %s\n", what, name);
	exit(1);
}

static struct file read_file(const char *name)
{
	FILE *in = fopen(name, "rb");
	if (!in || fseek(in, 0, SEEK_END) != 0)
		die("cannot read", name);
	long end = ftell(in);
	if (end <= 0)
		die("nothing in", name);
	rewind(in);
	struct file f = { xmalloc((size_t)end), (size_t)end };
	if (fread(f.p, 1, f.n, in) != f.n)
		die("cannot read", name);
	fclose(in);
	return f;
}

static void write_file(const char *name, const uint8_t *p, size_t n)
{
	FILE *out = fopen(name, "wb");
	if (!out || fwrite(p, 1, n, out) != n || fclose(out) != 0)
		die("cannot write", name);
}

static uint64_t number(const char *text)
{
	char *end;
	uint64_t v = strtoull(text, &end, 10);
	if (*end || end == text)
		die("not a number:", text);
	return v;
}

static void flips(uint64_t seed, uint64_t count, const struct file *in, const char *directory)
{
	char name[NAME_MAX_BYTES];
	uint8_t *copy = xmalloc(in->n);
	for (uint64_t i = 0; i < count; i++) {
		memcpy(copy, in->p, in->n);
		/* Half of them near the front: that is where headers are, and most of a capture is payload. */
		uint64_t within = i % 2 && in->n > 512 ? 512 : in->n;
		uint64_t changes = 1 + next_random(&seed) % FLIPS_MAX;
		for (uint64_t k = 0; k < changes; k++) {
			uint64_t r = next_random(&seed);
			copy[r % within] ^= (uint8_t)(1 + (r >> 48) % 255);
		}
		snprintf(name, sizeof(name), "%s/flip-%06llu", directory, (unsigned long long)i);
		write_file(name, copy, in->n);
	}
	free(copy);
}

static void cuts(uint64_t seed, uint64_t count, const struct file *in, const char *directory)
{
	char name[NAME_MAX_BYTES];
	for (uint64_t i = 0; i < count; i++) {
		size_t length = (size_t)(next_random(&seed) % in->n);
		snprintf(name, sizeof(name), "%s/cut-%09zu", directory, length);
		write_file(name, in->p, length);
	}
}

static uint32_t little(const uint8_t *p)
{
	return load_le32(p);
}

static void put_little(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

/* The record behind at, or 0 where there is no whole one. */
static size_t record_size(const struct file *f, size_t at)
{
	if (f->n - at < RECORD_HEADER)
		return 0;
	size_t size = RECORD_HEADER + (size_t)little(f->p + at + 8);
	return size <= f->n - at ? size : 0;
}

static void check_pcap(const struct file *f, const char *name)
{
	if (f->n < FILE_HEADER || (little(f->p) != micro_magic && little(f->p) != nano_magic))
		die("not a little-endian pcap:", name);
}

static void turn(uint8_t *p, size_t width)
{
	for (size_t i = 0; i < width / 2; i++) {
		uint8_t t = p[i];
		p[i] = p[width - 1 - i];
		p[width - 1 - i] = t;
	}
}

static void swap(struct file *f)
{
	static const size_t widths[] = { 4, 2, 2, 4, 4, 4, 4 };
	size_t size;
	for (size_t at = FILE_HEADER; (size = record_size(f, at)) > 0; at += size)
		for (size_t field = 0; field < RECORD_HEADER; field += 4)
			turn(f->p + at + field, 4);
	for (size_t i = 0, at = 0; i < sizeof(widths) / sizeof(widths[0]); at += widths[i++])
		turn(f->p + at, widths[i]);
}

static void nano(struct file *f)
{
	size_t size;
	put_little(f->p, nano_magic);
	for (size_t at = FILE_HEADER; (size = record_size(f, at)) > 0; at += size)
		put_little(f->p + at + 4, little(f->p + at + 4) * 1000);
}

static void split(uint64_t count, const struct file *f, const char *directory)
{
	char name[NAME_MAX_BYTES];
	uint64_t frames = 0, frame = 0;
	size_t size, at = FILE_HEADER;
	for (size_t i = FILE_HEADER; (size = record_size(f, i)) > 0; i += size)
		frames++;
	uint8_t *part = xmalloc(f->n);
	memcpy(part, f->p, FILE_HEADER);
	for (uint64_t i = 0; i < count; i++) {
		size_t n = FILE_HEADER;
		for (; frame < frames * (i + 1) / count; frame++, at += size, n += size) {
			size = record_size(f, at);
			memcpy(part + n, f->p + at, size);
		}
		snprintf(name, sizeof(name), "%s/part-%03llu", directory, (unsigned long long)i);
		write_file(name, part, n);
	}
	free(part);
}

static int usage(void)
{
	fprintf(stderr,
	    "usage: mutate flips|cuts SEED COUNT IN DIRECTORY\n"
	    "       mutate swap|nano IN OUT\n"
	    "       mutate split COUNT IN DIRECTORY\n");
	return 2;
}

static void rewrite(const char *what, const char *from, const char *to)
{
	struct file in = read_file(from);
	check_pcap(&in, from);
	if (strcmp(what, "swap") == 0)
		swap(&in);
	else
		nano(&in);
	write_file(to, in.p, in.n);
	free(in.p);
}

static void scatter(char **argv)
{
	struct file in = read_file(argv[4]);
	(strcmp(argv[1], "flips") == 0 ? flips : cuts)(
	    number(argv[2]), number(argv[3]), &in, argv[5]);
	free(in.p);
}

static void divide(char **argv)
{
	struct file in = read_file(argv[3]);
	check_pcap(&in, argv[3]);
	split(number(argv[2]), &in, argv[4]);
	free(in.p);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	if (argc == 6 && (strcmp(what, "flips") == 0 || strcmp(what, "cuts") == 0))
		scatter(argv);
	else if (argc == 4 && (strcmp(what, "swap") == 0 || strcmp(what, "nano") == 0))
		rewrite(what, argv[2], argv[3]);
	else if (argc == 5 && strcmp(what, "split") == 0)
		divide(argv);
	else
		return usage();
	return 0;
}
