/*
 * split CAPTURE COUNT FOLDER [turns]
 *
 * Cuts a little-endian pcap file into COUNT files of equally many records, one behind the other; with
 * "turns" each gets every COUNTth record, so that all of them overlap in time.
 */
#include <config.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 24, RECORD = 16, PARTS_MAX = 100000, OPEN_MAX_TURNS = 64 };

static uint8_t header[HEADER], record[RECORD + (1 << 18)];

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

/* The next record into the buffer: its size, 0 at the end. */
static size_t next_record(FILE *in)
{
	uint32_t n;
	if (fread(record, 1, RECORD, in) != RECORD)
		return 0;
	memcpy(&n, record + 8, sizeof(n));
	if (n > sizeof(record) - RECORD || fread(record + RECORD, 1, n, in) != n)
		return 0;
	return RECORD + n;
}

static FILE *begin_part(const char *folder, unsigned long number)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%05lu.pcap", folder, number);
	FILE *out = fopen(path, "wb");
	if (!out || fwrite(header, 1, HEADER, out) != HEADER)
		fail(path);
	return out;
}

int main(int argc, char **argv)
{
	bool turns = argc == 5 && strcmp(argv[4], "turns") == 0;
	unsigned long parts = argc >= 4 ? strtoul(argv[2], NULL, 10) : 0, records = 0, i = 0;
	if ((argc != 4 && !turns) || parts < 1 || parts > (turns ? OPEN_MAX_TURNS : PARTS_MAX)) {
		fprintf(stderr, "usage: split CAPTURE COUNT FOLDER [turns]\n");
		return 2;
	}
	FILE *in = fopen(argv[1], "rb"), *out[OPEN_MAX_TURNS] = { NULL };
	if (!in || fread(header, 1, HEADER, in) != HEADER)
		fail(argv[1]);
	while (next_record(in))
		records++;
	fseek(in, HEADER, SEEK_SET);
	for (size_t n; (n = next_record(in)) > 0; i++) {
		unsigned long part = turns ? i % parts : i * parts / records;
		FILE **o = &out[turns ? part : 0];
		bool begins = turns ? i < parts : i == 0 || (i - 1) * parts / records != part;
		if (begins && *o && fclose(*o) != 0)
			fail(argv[3]);
		if (begins)
			*o = begin_part(argv[3], part);
		if (fwrite(record, 1, n, *o) != n)
			fail(argv[3]);
	}
	for (unsigned long k = 0; k < OPEN_MAX_TURNS; k++)
		if (out[k] && fclose(out[k]) != 0)
			fail(argv[3]);
	fclose(in);
	return 0;
}
