/* Files that are known by name but are no captures that are read here. */
#include <config.h>

#include "capture/reader.h"

enum { ETL_FIRST_EVENT = 72 }; /* behind the first buffer's header */

#define ETL "Microsoft ETL: not read here; etl2pcapng FILE OUT.pcapng makes a capture of it"

/* Wireshark reads it. */
#define CONVERT(name)                                                                              \
	name ": not read here; editcap -F pcapng FILE OUT.pcapng makes a capture of it"

/* Packed files whose head is no good, and formats with a magic of their own. */
static const struct {
	size_t at;
	struct text magic;
	const char *why;
} rows[] = {
	{ 0, TEXT("\x1f\x8b"), "gzip: its header is damaged" },
	{ 0, TEXT("BZh"), "bzip2: its header is damaged" },
	{ 257, TEXT("ustar"), "tar: its first header is cut short" },
	{ 0, TEXT("TRSNIFF data    \x1a"), CONVERT("Sniffer (DOS)") },
	{ 0, TEXT("VL\0\0"), CONVERT("NetXRay") },
	{ 0, TEXT("XCP\0"), CONVERT("NetXRay or Sniffer (Windows)") },
	{ 0, TEXT("iptrace 1.0"), CONVERT("AIX iptrace") },
	{ 0, TEXT("iptrace 2.0"), CONVERT("AIX iptrace") },
	{ 6, TEXT("Trace Display Trace File"), CONVERT("Novell LANalyzer") },
	{ 0, TEXT("\x05VNF"), CONVERT("Visual Networks") },
	{ 0, TEXT("\x7fver"), CONVERT("EtherPeek, AiroPeek or OmniPeek") },
	{ 0, TEXT("\xaa\xaa\xaa\xaa\x20\0\0\0"), CONVERT("InfoVista 5View") },
	{ 0, TEXT("\0\0\2\0\x12\5\0\x10"), CONVERT("Tektronix K12") },
	{ 0, TEXT("+---------+---------------+----------+"), CONVERT("Tektronix K12 text") },
	{ 0, TEXT("EyeSDN"), CONVERT("EyeSDN") },
	{ 0, TEXT("btsnoop\0"), CONVERT("btsnoop (Bluetooth)") },
	{ 0, TEXT("<?xml version=\"1.0\"?>\n<dump>"), CONVERT("Gammu DCT3") },
	{ 0, TEXT("TR\0d\0"), CONVERT("HP-UX nettl") },
	{ 0, TEXT("\x42\xd2\0\x34\x12\x66\x22\x88"), CONVERT("Radcom") },
	{ 0, TEXT("ObserverPktBufferVersion="), CONVERT("Viavi Observer") },
	{ 0, TEXT("Session Transcript"), CONVERT("Catapult DCT2000") },
	/* The first event of the first buffer, as 32-bit and 64-bit systems have it. */
	{ ETL_FIRST_EVENT, TEXT("\2\0\1\xc0"), ETL },
	{ ETL_FIRST_EVENT, TEXT("\2\0\2\xc0"), ETL },
};

/* Signature records begin with their type and size; the words follow within a few bytes. */
static bool is_netscaler(struct bytes head)
{
	static const struct text signatures[] = { TEXT("NetScaler Performance Data"),
		TEXT("NetScaler V20 Performance Data"), TEXT("Netscaler V30 Performance Data"),
		TEXT("Netscaler V35 Performance Data") };
	if (head.left < 2 || head.at[0] != 1)
		return false;
	for (size_t at = 2; at <= 16 && at < head.left; at++)
		for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
			if (text_starts(text_bytes(head.at + at, head.left - at), signatures[i]))
				return true;
	return false;
}

/* Month, day, hour, minute, second. */
static bool is_date(const uint8_t *p)
{
	return p[0] >= 1 && p[0] <= 12 && p[1] >= 1 && p[1] <= 31 && p[2] < 24 && p[3] < 60 &&
	    p[4] < 60;
}

static bool is_year(uint16_t year)
{
	return year >= 1995 && year < 2100;
}

/* CommView has no magic: NCF has lengths of 16 bits, a source's, a version of 0, and the time. */
static bool is_commview(struct bytes head)
{
	if (head.left < 24)
		return false;
	const uint8_t *p = head.at;
	bool ncf = p[4] == 0 && load_le16(p) > 0 && load_le16(p) == load_le16(p + 2) &&
	    is_year(load_le16(p + 5)) && is_date(p + 7) && load_le32(p + 12) < 1000000;
	bool ncfx = load_le32(p) > 0 && load_le32(p) <= 0x40000 && is_year(load_le16(p + 4)) &&
	    is_date(p + 6) && load_le32(p + 11) < 1000000;
	return ncf || ncfx;
}

static size_t hex_digits(struct text t)
{
	size_t n = 0;
	while (n < t.n && ascii_hex(t.s[n]) >= 0)
		n++;
	return n;
}

/* A line as od -Ax -tx1, xxd and hexdump -C begin theirs: an offset, then bytes as two digits or
 * words as four. Its offset's digits, or 0. */
static size_t hex_line(struct text line, unsigned *offset)
{
	size_t digits = hex_digits(line), bytes = 0;
	if (digits < 4 || digits > 8)
		return 0;
	*offset = 0;
	for (size_t i = 0; i < digits; i++)
		*offset = *offset << 4 | (unsigned)ascii_hex(line.s[i]);
	struct text rest = text_from(line, digits);
	if (text_starts(rest, TEXT(":")))
		rest = text_from(rest, 1);
	while (bytes < 8 && text_starts(rest, TEXT(" "))) {
		while (text_starts(rest, TEXT(" ")))
			rest = text_from(rest, 1);
		size_t n = hex_digits(rest);
		if (n != 2 && n != 4)
			break;
		bytes += n / 2;
		rest = text_from(rest, n);
	}
	return bytes >= 8 ? digits : 0;
}

/* Two such lines: at offset 0, and at 16 (written in base 16 or 8). */
static bool is_hex_text(struct bytes head)
{
	struct text t = text_bytes(head.at, head.left < 512 ? head.left : 512);
	unsigned first, second;
	size_t digits = hex_line(t, &first), end = 0;
	while (end < t.n && t.s[end] != '\n')
		end++;
	if (digits == 0 || first != 0 || end == t.n)
		return false;
	return hex_line(text_from(t, end + 1), &second) == digits &&
	    (second == 0x10 || second == 0x20);
}

static const struct {
	bool (*is)(struct bytes head);
	const char *why;
} rules[] = {
	{ is_netscaler, CONVERT("NetScaler trace") },
	{ is_commview, CONVERT("CommView") },
	{ is_hex_text,
	    "hex text: not read here; text2pcap FILE OUT.pcapng makes a capture of it (-l: its "
	    "link type, -o oct: octal offsets)" },
};

const char *known_otherwise(struct bytes head)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes b = head;
		bytes_skip(&b, rows[i].at);
		const uint8_t *p = bytes_take(&b, rows[i].magic.n);
		if (p && text_is(text_bytes(p, rows[i].magic.n), rows[i].magic))
			return rows[i].why;
	}
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].is(head))
			return rules[i].why;
	return NULL;
}
