/* Look-ups in a compiled store, and what a store that lies can do. spec/trails.md 8; detection.md
 * 2.2, 2.7. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "check.h"
#include "trail-files.h"
#include "trails/reader.h"

/* Each key once, with an info of its own. */
static const char *const keys[] = {
	"66.66.66.66",
	"0.0.0.0",
	"255.255.255.255",
	"dead::beef",
	"::",
	"2001:db8::1:0:0:1",
	"6.6.6.6:8443",
	"6.6.6.6:0",
	"6.6.6.6:65535",
	"[dead::beef]:443",
	"6.6.6.6:99999",
	"162.255.119.0/24",
	"2001:db8::/32",
	"evil.com",
	"a.b.evil.com",
	"xyz",
	"onion",
	"x",
	"12345678.example",
	"1234567812345678.example",
	"12345678123456781.example",
	"evil.com/a.php",
	"evil.com/",
	"1.2.3.4:8443/x",
	"1.2.3.4/",
	"/gate.php",
	"/a/b.php?id=",
	"dga[0-9]+\\.wildcard-test\\.com",
	"da39a3ee5e6b4b0d3255bfef95601890afd80709",
	"evil.com:8080",
	"b\303\274cher.example",
	"/a b.js",
	"1.2.3.4.5",
};

enum { KEYS = sizeof(keys) / sizeof(keys[0]) };

static const char *const near_misses[] = {
	"66.66.66.67",
	"66.66.66.66:80",
	"dead::bee",
	"6.6.6.6",
	"6.6.6.6:8444",
	"[dead::beef]:444",
	"dead::beef:443",
	"6.6.6.6:99998",
	"162.255.119.0/25",
	"162.255.119.0",
	"vil.com",
	"eevil.com",
	"evil.co",
	"evil.com.",
	"b.evil.com",
	"evil.com/a.ph",
	"evil.com/a.php?",
	"evil.com//",
	"gate.php",
	"/gate.ph",
	"/GATE.php",
	"Evil.com",
	"da39a3ee5e6b4b0d3255bfef95601890afd80708",
	"",
	"/",
	".",
	"..",
	"evil",
	"com",
	"y",
	"xy",
	"dga1.wildcard-test.com",
};

static struct store *keys_store(void)
{
	char text[8192];
	size_t n = 0;
	for (size_t i = 0; i < KEYS; i++)
		n += (size_t)snprintf(
		    text + n, sizeof(text) - n, "%s,info %zu,(static)\r\n", keys[i], i);
	return store_of_text("keys.csv", text);
}

static void test_keys(void)
{
	struct store *s = keys_store();
	char wanted[64];
	IS_NUMBER(store_count(s), KEYS, "every row stands");
	for (size_t i = 0; i < KEYS; i++) {
		struct text key = { edge_copy(keys[i], strlen(keys[i])), strlen(keys[i]) };
		uint32_t number = store_find_key(s, key);
		IS_NUMBER(number, i, "%s has the number of its row", keys[i]);
		snprintf(wanted, sizeof(wanted), "info %zu|(static)", i);
		IS_TEXT(told(s, number), text_of(wanted), "%s has its own info", keys[i]);
		IS_TEXT(store_trail(s, number).key, key, "%s is itself", keys[i]);
	}
	for (size_t i = 0; i < sizeof(near_misses) / sizeof(near_misses[0]); i++)
		OK(store_find_key(s, text_of(near_misses[i])) == TRAIL_NONE, "\"%s\" is not listed",
		    near_misses[i]);
	IS_NUMBER(store_trail(s, KEYS).key.n, 0, "no trail past the last");
	IS_NUMBER(store_count_kind(s, TRAIL_ADDRESS), 6, "addresses");
	IS_NUMBER(store_count_kind(s, TRAIL_ADDRESS_PORT), 4, "addresses with a port");
	IS_NUMBER(store_count_kind(s, TRAIL_PATTERN), 1, "patterns");
	IS_NUMBER(store_count_kind(s, TRAIL_FINGERPRINT), 1, "fingerprints");
	store_close(s);
}

static uint32_t find_text_address(const struct store *s, const char *text, int port)
{
	struct address a;
	if (!address_parse(text_of(text), &a))
		abort();
	return port < 0 ? store_find_address(s, &a)
			: store_find_address_port(s, &a, (uint16_t)port);
}

static bool may_list(const struct store *s, const struct address *a, int32_t port)
{
	bool may = false;
	store_may_list(s, &(struct store_end) { a, &may, port }, 1);
	return may;
}

static void test_addresses(void)
{
	struct store *s = store_of_text("addresses.csv",
	    "2001:DB8:0:0::1,a,r\n[2001:0db8::2]:53,b,r\n1.2.3.4,c,r\n1.2.3.4:80,d,r\n"
	    "2001:db8::1,e,r\n::ffff:9.9.9.9,f,r\n0.0.0.0:0,g,r\n");
	IS_NUMBER(store_count(s), 6, "two spellings of one address are one trail");
	IS_TEXT(
	    told(s, find_text_address(s, "2001:db8::1", -1)), TEXT("e|r"), "the later row stands");
	IS_TEXT(store_trail(s, 0).key, TEXT("2001:DB8:0:0::1"), "in the spelling seen first");
	IS_TEXT(told(s, find_text_address(s, "2001:db8::2", 53)), TEXT("b|r"), "IPv6 with port");
	IS_TEXT(told(s, find_text_address(s, "1.2.3.4", -1)), TEXT("c|r"), "IPv4");
	IS_TEXT(told(s, find_text_address(s, "1.2.3.4", 80)), TEXT("d|r"), "IPv4 with port");
	OK(find_text_address(s, "1.2.3.4", 81) == TRAIL_NONE, "another port");
	OK(find_text_address(s, "1.2.3.4", 0) == TRAIL_NONE, "port 0 is not no port");
	OK(find_text_address(s, "0.0.0.0", -1) == TRAIL_NONE, "no port is not port 0");
	IS_TEXT(told(s, find_text_address(s, "0.0.0.0", 0)), TEXT("g|r"), "port 0 of 0.0.0.0");
	OK(find_text_address(s, "9.9.9.9", -1) == TRAIL_NONE, "a mapped address is IPv6");
	IS_TEXT(
	    told(s, find_text_address(s, "::ffff:909:909", -1)), TEXT("f|r"), "in any spelling");
	static const char *const listed[] = { "2001:db8::1", "1.2.3.4", "::ffff:9.9.9.9" };
	struct address may = { .version = 4, .bytes = { 99 } };
	for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++)
		OK(address_parse(text_of(listed[i]), &may) && may_list(s, &may, 9) &&
			may_list(s, &may, -1),
		    "%s may be listed", listed[i]);
	OK(address_parse(TEXT("2001:db8::2"), &may) && may_list(s, &may, 53), "with its port");
	size_t unlisted = 0;
	may = (struct address) { .version = 4, .bytes = { 99 } };
	for (unsigned i = 0; i < 256; i++) {
		may.bytes[3] = (uint8_t)i;
		unlisted += !may_list(s, &may, 53);
	}
	OK(unlisted > 192, "most others are certainly not listed");
	struct address none = { .version = 0 };
	OK(store_find_address(s, &none) == TRAIL_NONE, "no address");
	OK(store_find_range(s, &none) == TRAIL_NONE, "no address in no range");
	store_close(s);
}

static const struct {
	const char *address, *key; /* key: NULL for none */
} in_range[] = {
	{ "10.0.0.0", "10.0.0.0/8" },
	{ "9.255.255.255", NULL },
	{ "10.255.255.255", "10.0.0.0/8" },
	{ "11.0.0.0", NULL },
	{ "10.1.0.0", "10.1.0.0/16" },
	{ "10.1.255.255", "10.1.0.0/16" },
	{ "10.2.0.0", "10.0.0.0/8" },
	{ "10.1.2.3", "10.1.2.3/32" },
	{ "10.1.2.2", "10.1.2.2/31" },
	{ "10.1.2.4", "10.1.0.0/16" },
	{ "192.0.2.255", "192.0.2.77/24" },
	{ "192.0.1.255", NULL },
	{ "255.255.255.255", "255.255.255.0/24" },
	{ "2001:db8::", "2001:db8::/32" },
	{ "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::/32" },
	{ "2001:db9::", NULL },
	{ "2001:db7:ffff::", NULL },
	{ "2001:db8:1::5", "2001:db8:1::/48" },
	{ "2001:db8:2::5", "2001:db8::/32" },
	{ "2001:db8:1::1", "2001:db8:1::1/128" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff::/16" },
	{ "::", NULL },
};

static void test_ranges(void)
{
	struct store *s = store_of_text("ranges.csv",
	    "10.1.2.2/31,a,r\n10.0.0.0/8,a,r\n10.1.2.3/32,a,r\n10.1.0.0/16,a,r\n192.0.2.1/24,a,r\n"
	    "192.0.2.77/24,a,r\n255.255.255.0/24,a,r\n2001:db8::/32,a,r\n2001:db8:1::1/128,a,r\n"
	    "2001:db8:1::/48,a,r\nffff::/16,a,r\n");
	for (size_t i = 0; i < sizeof(in_range) / sizeof(in_range[0]); i++) {
		struct address a;
		OK(address_parse(text_of(in_range[i].address), &a), "%s", in_range[i].address);
		IS_TEXT(store_trail(s, store_find_range(s, &a)).key,
		    text_of(in_range[i].key ? in_range[i].key : ""), "longest prefix of %s",
		    in_range[i].address);
		OK(may_list(s, &a, 80) || !in_range[i].key, "%s may be listed",
		    in_range[i].address);
	}
	struct address outside = { .version = 4, .bytes = { 10, 0, 0, 1 } };
	size_t none = 0;
	for (unsigned block = 11; block < 192; block++) {
		outside.bytes[0] = (uint8_t)block;
		none += !may_list(s, &outside, 80);
	}
	IS_NUMBER(none, 192 - 11, "no /16 between the ranges is marked");
	store_close(s);
	s = store_of_text("ranges.csv", "0.0.0.0/0,a,r\n::/0,b,r\n");
	struct address a = { .version = 4 }, b = { .version = 6, .bytes = { 255 } };
	IS_NUMBER(store_find_range(s, &a), 0, "0.0.0.0 in /0");
	memset(a.bytes, 255, 4);
	IS_NUMBER(store_find_range(s, &a), 0, "255.255.255.255 in /0");
	IS_NUMBER(store_find_range(s, &b), 1, "ff00:: in ::/0");
	store_close(s);
}

/* Flattened segments against trying every prefix. */
static void test_ranges_random(void)
{
	enum { COUNT = 300 };
	static struct {
		struct address base;
		unsigned bits;
	} list[COUNT];
	char text[COUNT * 32];
	size_t n = 0, wrong = 0;
	for (size_t i = 0; i < COUNT; i++) {
		uint64_t v = hash_mix(i + 1);
		list[i].bits = (unsigned)(v >> 40) % 33;
		list[i].base =
		    (struct address) { .bytes = { (uint8_t)(v & 3), (uint8_t)(v >> 8 & 3),
					   (uint8_t)(v >> 16 & 3), (uint8_t)(v >> 24 & 3) },
			    .version = 4 };
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%u.%u.%u.%u/%u,a,r\n",
		    list[i].base.bytes[0], list[i].base.bytes[1], list[i].base.bytes[2],
		    list[i].base.bytes[3], list[i].bits);
	}
	struct store *s = store_of_text("ranges.csv", text);
	for (size_t i = 0; i < 20000; i++) {
		uint64_t v = hash_mix(i + 1000);
		struct address a = { .bytes = { (uint8_t)(v & 7), (uint8_t)(v >> 8 & 3),
					 (uint8_t)(v >> 16 & 3), (uint8_t)(v >> 24 & 7) },
			.version = 4 };
		int best = -1;
		for (size_t k = 0; k < COUNT; k++)
			if (address_in(&a, &list[k].base, list[k].bits) && (int)list[k].bits > best)
				best = (int)list[k].bits;
		struct text key = store_trail(s, store_find_range(s, &a)).key;
		size_t slash = key.n ? text_find_char(key, '/') : 0;
		uint64_t bits = 0;
		bool found = key.n && text_number(text_from(key, slash + 1), 32, &bits);
		wrong += found != (best >= 0) || (found && (int)bits != best);
	}
	IS_NUMBER(wrong, 0, "20000 addresses meet the longest of %d prefixes", (int)COUNT);
	store_close(s);
}

static void test_names(void)
{
	struct store *s = store_of_text("names.csv",
	    "com,a,r\nevil.com,b,r\nx.evil.com,c,r\nwww.x.evil.com,d,r\nother.org,e,r\n");
	struct name_match out[8];
	struct text name = TEXT("www.x.evil.com");
	size_t n = store_find_name(s, name, out, 8);
	IS_NUMBER(n, 4, "all suffixes");
	for (size_t i = 0; i < n; i++) {
		static const size_t at[] = { 0, 4, 6, 11 };
		static const uint32_t trail[] = { 3, 2, 1, 0 };
		IS_NUMBER(out[i].at, at[i], "match %zu begins", i);
		IS_NUMBER(out[i].trail, trail[i], "match %zu, longest first", i);
	}
	IS_NUMBER(store_find_name(s, name, out, 2), 2, "as many as there is room for");
	IS_NUMBER(out[0].trail, 3, "and those are the longest");
	IS_NUMBER(out[1].at, 4, "the second of them");
	IS_NUMBER(store_find_name(s, name, out, 0), 0, "no room at all");
	IS_NUMBER(store_find_name(s, TEXT("xevil.com"), out, 8), 1, "only at the edge of a label");
	IS_NUMBER(store_find_name(s, TEXT(""), out, 8), 0, "no name");
	IS_NUMBER(store_find_name(s, TEXT("."), out, 8), 0, "a dot");
	IS_NUMBER(store_find_name(s, TEXT("com."), out, 8), 0, "a trailing dot is another name");
	IS_NUMBER(store_find_name(s, TEXT("EVIL.COM"), out, 8), 0, "capitals are another name");
	char longer[1000];
	memset(longer, 'a', sizeof(longer));
	for (size_t i = 50; i < sizeof(longer); i += 50)
		longer[i] = '.';
	memcpy(longer + sizeof(longer) - 10, ".other.org", 10);
	struct text t = { edge_copy(longer, sizeof(longer)), sizeof(longer) };
	IS_NUMBER(store_find_name(s, t, out, 8), 1, "parents of a name that is too long");
	IS_NUMBER(out[0].at, sizeof(longer) - 9, "and where they begin");
	memset(longer, 'a', sizeof(longer));
	t.s = edge_copy(longer, sizeof(longer));
	IS_NUMBER(store_find_name(s, t, out, 8), 0, "a label without end");
	for (size_t i = 0; i <= name.n; i++) {
		struct text cut = { edge_copy(name.s + i, name.n - i), name.n - i };
		(void)store_find_name(s, cut, out, 8);
	}
	store_close(s);
}

static void test_places(void)
{
	const char *sources[] = { file_path("places"), NULL };
	struct fault f;
	file_of_string("places/some.txt", "evil.example\n");
	file_of_string(
	    "places/whitelist.txt", "# names\n\ngood.example\n9.9.9.9/33\ngood.example\n");
	file_of_string("places/ignore_events.txt",
	    "# rules\n 10.0.0.1 ;*; *;\t443\r\n#*;*;*;*\n\n*;*;*\n*;*;*;*;*\n"
	    "10.0.0.1;*;*;443\na,b;-;::1;x#y\n");
	struct store *s = store_from("places.trails", sources, &f);
	OK(s != NULL, "a directory with ignore rules");
	IS_NUMBER(store_count(s), 1, "none of them a trail");
	IS_NUMBER(store_ignore_count(s), 2, "each rule once");
	struct store_entry rule = store_ignore_at(s, 0), last = store_ignore_at(s, 1),
			   entry = store_whitelist_at(s, 1);
	IS_TEXT(rule.text, TEXT("10.0.0.1;*;*;443"), "white space counts nowhere");
	IS_NUMBER(rule.line, 2, "its line");
	IS_TEXT(store_source(s, rule.source).name, TEXT("ignore_events.txt"), "its source");
	IS_TEXT(last.text, TEXT("a,b;-;::1;x#y"), "a comment stands at the front only");
	IS_NUMBER(last.line, 8, "the last line");
	OK(store_ignore_at(s, 2).text.n == 0, "no rule behind the last");
	IS_TEXT(entry.text, TEXT("9.9.9.9/33"), "an entry of the whitelist");
	IS_NUMBER(entry.line, 4, "its line");
	IS_TEXT(store_source(s, entry.source).name, TEXT("whitelist.txt"), "its source");
	store_close(s);
}

enum { LENGTHS = 18, SHAPES = 9, NAMES = LENGTHS * SHAPES };

/* A name of a length that is at the edge of a piece that is read at once, of labels of a length that is. */
static size_t edge_name(char *out, size_t i)
{
	static const size_t lengths[LENGTHS] = { 1, 7, 8, 9, 15, 16, 17, 23, 24, 31, 32, 33, 63, 64,
		65, 128, 254, 255 };
	static const size_t labels[SHAPES] = { 1, 2, 7, 8, 15, 16, 17, 63, 300 };
	size_t n = lengths[i / SHAPES], label = labels[i % SHAPES];
	for (size_t k = 0; k < n; k++)
		out[k] = (n - k) % (label + 1) ? (char)('a' + hash_mix(i * 256 + k) % 3) : '.';
	return n;
}

/* What lists of every third suffix of those names say, one text compared after the other. */
static size_t plain_matches(const struct text *listed, size_t count, struct text name, size_t *at)
{
	size_t n = 0;
	for (size_t from = 0; from < name.n; from++) {
		bool found = false;
		for (size_t i = 0; i < count && (from == 0 || name.s[from - 1] == '.'); i++)
			found |= text_is(listed[i], text_from(name, from));
		if (found)
			at[n++] = from;
	}
	return n;
}

static void test_edges_of_names(void)
{
	char name[LIMIT_NAME], csv[NAMES * 300 * 4];
	struct text listed[NAMES * 8];
	struct arena arena = { 0 };
	size_t count = 0, n = 0, wrong = 0, met = 0, at[LIMIT_NAME];
	for (size_t i = 0; i < NAMES; i++) {
		size_t length = edge_name(name, i);
		for (size_t from = 0, k = 0; from < length && k < 20; from++) {
			struct text suffix = { name + from, length - from };
			if ((from && name[from - 1] != '.') || suffix.s[0] == '.' ||
			    k++ % 3 != i % 3)
				continue;
			listed[count++] = arena_text(&arena, suffix);
			n += (size_t)snprintf(
			    csv + n, sizeof(csv) - n, "%.*s,i,r\n", (int)suffix.n, suffix.s);
		}
	}
	struct store *s = store_of_text("edges.csv", csv);
	for (size_t i = 0; i < NAMES; i++) {
		struct name_match out[LIMIT_NAME];
		size_t length = edge_name(name, i);
		struct text t = { edge_copy(name, length), length };
		size_t wanted = plain_matches(listed, count, t, at);
		wrong += store_find_name(s, t, out, LIMIT_NAME) != wanted;
		for (size_t k = 0; k < wanted; k++)
			wrong += out[k].at != at[k] ||
			    !text_is(store_trail(s, out[k].trail).key, text_from(t, at[k]));
		met += wanted;
	}
	IS_NUMBER(wrong, 0, "suffixes of %d names as comparing them one by one says", NAMES);
	OK(met > NAMES / 2, "%zu of them", met);
	store_close(s);
	arena_free(&arena);
}

static void test_whitelist(void)
{
	const char *sources[] = { file_path("listed"), NULL };
	struct fault f;
	struct address a;
	file_of_string("listed/some.txt", "evil.example\n");
	file_of_string("listed/whitelist.txt",
	    "# names\n\ngood.example\r\n  1.2.3.4  \nBad.Example\n"
	    "5.6.7.9/24\n2001:db8::1\nnote.example # no comment\n9.9.9.9/33\ngood.example\n");
	struct store *s = store_from("w.trails", sources, &f);
	OK(s != NULL, "a directory with a whitelist");
	IS_NUMBER(store_whitelist_count(s), 7, "each entry once");
	IS_NUMBER(store_count(s), 1, "and none of them a trail");
	static const struct {
		const char *value, *entry;
	} names[] = {
		{ "good.example", "good.example" },
		{ "a.b.good.example", "good.example" },
		{ "GOOD.example:8080", "good.example" },
		{ "example", "" },
		{ "xgood.example", "" },
		{ "bad.example", "" },
		{ "Bad.Example", "" },
		{ "1.2.3.4", "1.2.3.4" },
		{ "1.2.3.4:80", "1.2.3.4" },
		{ "5.6.7.8", "" },
		{ "note.example", "" },
		{ "", "" },
		{ "good.example/x", "good.example" },
		{ "\xc3\xbc.good.example", "" },
	};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		IS_TEXT(store_whitelists_name(s, text_of(names[i].value)), text_of(names[i].entry),
		    "name %s", names[i].value);
	static const struct {
		const char *value, *entry;
	} addresses[] = {
		{ "1.2.3.4", "1.2.3.4" },
		{ "1.2.3.5", "" },
		{ "5.6.7.0", "5.6.7.9/24" },
		{ "5.6.7.255", "5.6.7.9/24" },
		{ "5.6.8.0", "" },
		{ "9.9.9.9", "" },
		{ "2001:db8::1", "2001:db8::1" },
		{ "2001:db8::2", "" },
	};
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		OK(address_parse(text_of(addresses[i].value), &a), "%s", addresses[i].value);
		IS_TEXT(store_whitelists_address(s, &a), text_of(addresses[i].entry), "address %s",
		    addresses[i].value);
	}
	store_close(s);
}

/* A key of row i, of all kinds. */
static int random_key(char *out, size_t room, size_t i)
{
	uint64_t v = hash_mix(i + 77);
	unsigned a = (unsigned)(v & 255), b = (unsigned)(v >> 8 & 255),
		 c = (unsigned)(v >> 16 & 255);
	switch (i % 8) {
	case 0:
		return snprintf(out, room, "%u.%u.%u.%u", a, b, c, (unsigned)(i >> 3 & 255));
	case 1:
		return snprintf(out, room, "%u.%u.%u.%u:%u", a, b, c, a ^ b, (unsigned)(i % 65536));
	case 2:
		return snprintf(out, room, "2001:db8:%x:%x::%zx", a + 1, b + 1, i);
	case 3:
		return snprintf(out, room, "/%x/%zx.php?q=", a, i);
	case 4:
		return snprintf(out, room, "n%zx.example/%x", i, a);
	case 5:
		return snprintf(
		    out, room, "%.*llx.zz%zx", (int)(v >> 60) + 1, (unsigned long long)v, i);
	case 6:
		return snprintf(out, room, "x%zx.a.b%x.example", i, a);
	default:
		return snprintf(out, room, "n%zx.%.*s", i, (int)(v >> 24 & 63),
		    "long-label-long-label-long-label-long-label-long-label-long-label-");
	}
}

/* All keys together, with as many that are not listed between them. */
static void look_up_together(const struct store *s, size_t count)
{
	char room[256];
	struct arena arena = { 0 };
	struct text *list = xcalloc(2 * count, sizeof(*list));
	uint32_t *numbers = xcalloc(2 * count + 1, sizeof(*numbers));
	size_t right = 0, absent = 0;
	for (size_t i = 0; i < 2 * count; i++) {
		random_key(room, sizeof(room), i / 2 + i % 2 * count);
		list[i] = arena_text(&arena, text_of(room));
	}
	numbers[2 * count - 1] = 7;
	store_find_keys(s, list, 2 * count - 1, numbers);
	for (size_t i = 0; i + 1 < 2 * count; i++) {
		right += i % 2 == 0 && numbers[i] == i / 2;
		absent += i % 2 && numbers[i] == TRAIL_NONE;
	}
	IS_NUMBER(right, count, "looked up together they have their numbers");
	IS_NUMBER(absent, count - 1, "and those between them have none");
	IS_NUMBER(numbers[2 * count - 1], 7, "no more is written than was asked for");
	arena_free(&arena);
	free(numbers);
	free(list);
}

static void test_round_trip(void)
{
	enum { COUNT = 20000, ROOM = 256 };
	char *text = xmalloc(COUNT * ROOM), key[ROOM], wanted[ROOM];
	size_t n = 0, missing = 0, wrong = 0, phantoms = 0;
	for (size_t i = 0; i < COUNT; i++) {
		random_key(key, sizeof(key), i);
		n += (size_t)snprintf(text + n, ROOM, "%s,info %zu,ref %zu\n", key, i % 97, i % 7);
	}
	struct store *s = store_of_text("random.csv", text);
	for (size_t i = 0; i < COUNT; i++) {
		random_key(key, sizeof(key), i);
		uint32_t number = store_find_key(s, text_of(key));
		snprintf(wanted, sizeof(wanted), "info %zu|ref %zu", i % 97, i % 7);
		missing += number == TRAIL_NONE;
		wrong += number != TRAIL_NONE &&
		    (!text_is(told(s, number), text_of(wanted)) || number != i);
		random_key(key, sizeof(key), i + COUNT);
		phantoms += store_find_key(s, text_of(key)) != TRAIL_NONE;
	}
	IS_NUMBER(missing, 0, "all of 20000 rows are found");
	IS_NUMBER(wrong, 0, "each with its own info, reference and number");
	IS_NUMBER(phantoms, 0, "others are not");
	look_up_together(s, COUNT);
	struct fault f;
	OK(store_verify(s, &f), "the checksum holds");
	store_close(s);
	free(text);
}

/* Every look-up there is; the answers do not matter, that they end in bounds does. */
static size_t try_all(const struct store *s)
{
	struct name_match out[4];
	struct address a = { .version = 4, .bytes = { 10, 1, 2, 3 } }, b = { .version = 6 };
	size_t n = 0;
	for (size_t i = 0; i < KEYS; i++) {
		n += store_trail(s, store_find_key(s, text_of(keys[i]))).info.n;
		n += store_find_name(s, text_of(keys[i]), out, 4);
		n += store_whitelists_name(s, text_of(keys[i])).n;
		if (address_parse(text_of(keys[i]), &a))
			n += store_find_address(s, &a) + store_find_address_port(s, &a, 443);
	}
	struct text list[KEYS];
	uint32_t numbers[KEYS];
	for (size_t i = 0; i < KEYS; i++)
		list[i] = text_of(keys[i]);
	store_find_keys(s, list, KEYS, numbers);
	n += numbers[0] + numbers[KEYS - 1];
	n += store_find_range(s, &a) + store_find_range(s, &b);
	n += may_list(s, &a, 443) + may_list(s, &b, 443);
	n += store_whitelists_address(s, &a).n + store_whitelists_address(s, &b).n;
	for (uint32_t i = 0; i < 64 && i < store_count(s); i++) {
		struct trail t = store_trail(s, i);
		struct store_claim claims[4];
		n += t.key.n + t.reference.n + trail_citation(&t).n + store_claims(s, i, claims, 4);
	}
	for (size_t i = 0; i < store_sources(s) && i < 8; i++)
		n += store_source(s, i).name.n;
	for (size_t i = 0; i < 8; i++)
		n += store_whitelist_at(s, i).text.n + store_ignore_at(s, i).text.n;
	n += store_ignore_count(s) + store_agents(s).n;
	return n + store_sources(s) + store_whitelist_count(s) + strlen(store_digest(s));
}

static size_t read_file(const char *path, uint8_t *p, size_t room)
{
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(p, 1, room, f) : 0;
	if (f)
		fclose(f);
	return n;
}

/* The image right before an unmapped page. */
static struct store *over(const uint8_t *image, size_t size)
{
	struct fault f;
	return store_over(edge_copy(image, size), size, NULL, "image", &f);
}

/* A sound header over a body that is not. */
static void sign(uint8_t *image)
{
	put_le64(image + HEADER_CHECK, hash_fast(image, HEADER_CHECK, 0));
}

static void test_damage(void)
{
	static uint8_t image[65536];
	const char *sources[] = { file_path("small"), NULL };
	char text[2048];
	struct fault f;
	size_t n = 0, opened = 0, verified = 0, wild = 0;
	for (size_t i = 0; i < KEYS; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s,i,r\n", keys[i]);
	file_of_string("small/keys.csv", text);
	file_of_string("small/whitelist.txt", "good.example\n1.2.3.0/24\n2001:db8::/64\n");
	file_of_string("small/ignore_events.txt", "10.0.0.1;*;*;*\n*;*;192.0.2.1;443\n");
	file_of_string("small/ua.txt", "bad agent\n");
	struct store *s = store_from("small.trails", sources, &f);
	OK(s != NULL && try_all(s) > 0, "a small store");
	store_close(s);
	size_t size = read_file(file_path("small.trails"), image, sizeof(image));
	OK(size > FORMAT_HEADER && size < sizeof(image), "is a file of %zu bytes", size);
	for (size_t cut = 0; cut < size; cut++) {
		s = over(image, cut);
		opened += s != NULL;
		store_close(s);
	}
	IS_NUMBER(opened, 0, "cut anywhere it is refused");
	for (size_t i = 0; i < size; i++) {
		image[i] ^= 0xff;
		s = over(image, size);
		opened += s && i < FORMAT_HEADER;
		verified += s && store_verify(s, &f);
		wild += s ? try_all(s) : 0;
		store_close(s);
		image[i] ^= 0xff;
	}
	IS_NUMBER(opened, 0, "with any byte of its header changed it is refused");
	IS_NUMBER(verified, 0, "with any other byte changed its checksum tells");
	OK(wild > 0, "and looking up in it does no harm");
	for (size_t i = HEADER_KINDS; i < HEADER_CHECK; i++) {
		static const uint8_t values[] = { 0, 1, 0x40, 0x7f, 0x80, 0xff };
		uint8_t was = image[i];
		for (size_t k = 0; k < sizeof(values); k++) {
			image[i] = values[k];
			sign(image);
			s = over(image, size);
			wild += s ? try_all(s) : 0;
			store_close(s);
		}
		image[i] = was;
		sign(image);
	}
	OK(wild > 0, "nor in one whose header lies and is signed");
}

static const struct {
	const char *what;
	size_t at;
	uint8_t value;
	bool sign;
	const char *why;
} refused[] = {
	{ "another magic", 1, 'X', true, "not a compiled trail store" },
	{ "another version", HEADER_VERSION, FORMAT_VERSION - 1, true, "compile it again" },
	{ "another size", HEADER_SIZE, 1, true, "size" },
	{ "another number of sections", HEADER_SECTIONS, 1, true, "header" },
	{ "a section outside", HEADER_TABLE + 6, 1, true, "sections" },
	{ "a digest that does not end", HEADER_DIGEST + 64, 'a', true, "header" },
	{ "a wrong checksum", HEADER_CHECK, 0, false, "header" },
};

static void test_refused(void)
{
	static uint8_t image[65536];
	struct fault f;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		size_t size = read_file(file_path("small.trails"), image, sizeof(image));
		image[refused[i].at] =
		    (uint8_t)(refused[i].sign ? refused[i].value : image[refused[i].at] ^ 1);
		if (refused[i].sign)
			sign(image);
		struct store *s = store_open(file_of("refused.trails", image, size), &f);
		OK(s == NULL && strstr(f.text, refused[i].why), "%s: %s", refused[i].what, f.text);
	}
	OK(!store_open(file_path("absent"), &f) && strstr(f.text, "No such file"), "%s", f.text);
	OK(!store_open("/", &f), "a directory: %s", f.text);
	OK(!store_open("/dev/null", &f), "a device: %s", f.text);
	OK(store_is(file_path("small.trails")), "a store is one");
	OK(!store_is(file_of_string("text", "evil.example\n")) && !store_is("/") &&
		!store_is(file_path("absent")),
	    "others are not");
}

int main(void)
{
	test_keys();
	test_addresses();
	test_ranges();
	test_ranges_random();
	test_names();
	test_edges_of_names();
	test_whitelist();
	test_places();
	test_round_trip();
	test_damage();
	test_refused();
	files_remove();
	return check_done();
}
