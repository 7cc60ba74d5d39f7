/* Kinds of keys and lines of sources. spec/trails.md 1.2, 2, 6, 8; detection.md 2.1, 2.2. */
#include <config.h>

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/hash.h"
#include "check.h"
#include "trails/grammar.h"
#include "trails/idna.h"
#include "trails/index.h"
#include "trails/index_name.h"
#include "trails/key.h"

static const struct {
	const char *key;
	enum trail_kind kind;
} kinds[] = {
	{ "66.66.66.66", TRAIL_ADDRESS },
	{ "dead::beef", TRAIL_ADDRESS },
	{ "2001:0db8:0001:0002:0003:0004:0005:0006", TRAIL_ADDRESS },
	{ "::ffff:1.2.3.4", TRAIL_ADDRESS },
	{ "256.1.1.1", TRAIL_NAME },
	{ "1.2.3", TRAIL_NAME },
	{ "1.2.3.4.5", TRAIL_NAME },
	{ "6.6.6.6:8443", TRAIL_ADDRESS_PORT },
	{ "6.6.6.6:0", TRAIL_ADDRESS_PORT },
	{ "6.6.6.6:65535", TRAIL_ADDRESS_PORT },
	{ "6.6.6.6:65536", TRAIL_OTHER },
	{ "6.6.6.6:080", TRAIL_OTHER },
	{ "6.6.6.6:", TRAIL_OTHER },
	{ "6.6.6.6:80:80", TRAIL_OTHER },
	{ "6.6.6.6::80", TRAIL_OTHER },
	{ "[dead::beef]:443", TRAIL_ADDRESS_PORT },
	{ "[dead::beef]:99999", TRAIL_OTHER },
	{ "[dead::beef]", TRAIL_OTHER },
	{ "[6.6.6.6]:80", TRAIL_OTHER },
	{ "162.255.119.0/24", TRAIL_RANGE },
	{ "1.2.3.4/32", TRAIL_RANGE },
	{ "0.0.0.0/0", TRAIL_RANGE },
	{ "1.2.3.4/33", TRAIL_URL },
	{ "1.2.3.4/024", TRAIL_URL },
	{ "1.2.3.4/", TRAIL_URL },
	{ "1.2.3.4/24/", TRAIL_URL },
	{ "2001:db8::/32", TRAIL_RANGE },
	{ "2001:db8::/128", TRAIL_RANGE },
	{ "2001:db8::/129", TRAIL_URL },
	{ "evil.com", TRAIL_NAME },
	{ "xyz", TRAIL_NAME },
	{ "a_b-c.example", TRAIL_NAME },
	{ "b\303\274cher.example", TRAIL_NAME },
	{ "evil.com:8080", TRAIL_OTHER },
	{ "evil .com", TRAIL_OTHER },
	{ "/gate.php", TRAIL_PATH },
	{ "/a/b.php?id=", TRAIL_PATH },
	{ "/api/?access=0&accounts=[]&botid=", TRAIL_PATH },
	{ "evil.com/a.php", TRAIL_URL },
	{ "evil.com/", TRAIL_URL },
	{ "1.2.3.4:8443/x", TRAIL_URL },
	{ "da39a3ee5e6b4b0d3255bfef95601890afd80709", TRAIL_FINGERPRINT },
	{ "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", TRAIL_NAME },
	{ "d41d8cd98f00b204e9800998ecf8427e", TRAIL_FINGERPRINT },
	{ "d41d8cd98f00b204e9800998ecf8427g", TRAIL_NAME },
	{ "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", TRAIL_FINGERPRINT },
	{ "t13d1516h2_8daaf6152771_e5627efa2ab1", TRAIL_FINGERPRINT },
	{ "q13i031000_8daaf6152771_e5627efa2ab1", TRAIL_FINGERPRINT },
	{ "dd2d1516h2_8daaf6152771_e5627efa2ab1", TRAIL_FINGERPRINT },
	{ "x13d1516h2_8daaf6152771_e5627efa2ab1", TRAIL_NAME },
	{ "t13d1516h2_8daaf6152771_e5627efa2abg", TRAIL_NAME },
	{ "t13d1516h2-8daaf6152771_e5627efa2ab1", TRAIL_NAME },
	{ "some agent with spaces", TRAIL_OTHER },
	{ "Mozilla/4.08 (Charon; Inferno)", TRAIL_URL },
	{ "da39a3ee5e6b4b0d3255bfef95601890afd8070", TRAIL_NAME },
	{ "dga[0-9]+\\.wildcard-test\\.com", TRAIL_OTHER },
};

static void test_kinds(void)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct key_form form;
		struct text key = text_of(kinds[i].key);
		for (size_t n = 0; n <= key.n; n++) {
			key.s = edge_copy(kinds[i].key, n);
			key_parse((struct text) { key.s, n }, &form);
		}
		IS_NUMBER(form.kind, kinds[i].kind, "kind of %s", kinds[i].key);
	}
}

static const struct {
	const char *key;
	bool is;
} patterns[] = {
	{ "dga[0-9]+\\.wildcard-test\\.com", true },
	{ "backdates[0-9]{1,2}\\.(com|net)", true },
	{ "\\b(aa|bb)\\.[a-z0-9.]+", true },
	{ "x.*y", true },
	{ "x.+", true },
	{ "[^abc]*x", true },
	{ "[^abc]", false },
	{ "[]x", false },
	{ "evil.com", false },
	{ "a+b", false },
	{ "[]&", false },
	{ "[abc", false },
};

static void test_patterns(void)
{
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		OK(key_is_pattern(text_of(patterns[i].key)) == patterns[i].is, "pattern: %s",
		    patterns[i].key);
}

static void test_canonical(void)
{
	static const char *const same[] = { "2001:db8::1", "2001:DB8::1", "2001:0db8:0::0:1",
		"2001:db8:0:0:0:0:0:1", "2001:db8::0.0.0.1" };
	char room[ADDRESS_TEXT];
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		IS_TEXT(key_canonical(text_of(same[i]), room), TEXT("2001:db8::1"), "%s", same[i]);
	IS_TEXT(
	    key_canonical(TEXT("[2001:DB8::1]:80"), room), TEXT("[2001:db8::1]:80"), "with port");
	IS_TEXT(key_canonical(TEXT("evil.com:80"), room), TEXT("evil.com:80"), "no address");
}

static const struct {
	const char *line, *fields[3]; /* a null first field: not three */
} rows[] = {
	{ "evil.com,x (malware),(static)", { "evil.com", "x (malware)", "(static)" } },
	{ "\"a,b\",c,d", { "a,b", "c", "d" } },
	{ "\"a\"\"b\",c,d", { "a\"b", "c", "d" } },
	{ "a\"b,c,d", { "a\"b", "c", "d" } },
	{ "a,\"\",d", { "a", "", "d" } },
	{ "a,b,", { "a", "b", "" } },
	{ "\"a\"b,c,d", { "ab", "c", "d" } },
	{ "a,b", { NULL, NULL, NULL } },
	{ "a,b,c,d", { NULL, NULL, NULL } },
	{ "a,b,c,", { NULL, NULL, NULL } },
	{ ",b,c", { NULL, NULL, NULL } },
	{ "\"a,b,c", { NULL, NULL, NULL } },
	{ "a,b,\"c", { NULL, NULL, NULL } },
	{ "", { NULL, NULL, NULL } },
};

static void test_rows(void)
{
	char room[256];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text field[3], line = text_of(rows[i].line);
		for (size_t cut = 0; cut < line.n; cut++)
			(void)grammar_row(
			    (struct text) { edge_copy(line.s, cut), cut }, room, field);
		line.s = edge_copy(line.s, line.n);
		bool good = grammar_row(line, room, field);
		OK(good == (rows[i].fields[0] != NULL), "row %s", rows[i].line);
		for (int k = 0; good && k < 3; k++)
			IS_TEXT(field[k], text_of(rows[i].fields[k]), "row %s, field %d",
			    rows[i].line, k);
	}
}

/* NULL: nothing on that line; "!": something that cannot be a key. */
static const struct {
	const char *line, *as_static, *as_custom;
} lines[] = {
	{ "", NULL, NULL },
	{ "   \t", NULL, NULL },
	{ "# Reference: https://example.org/", NULL, NULL },
	{ "  # x", NULL, NULL },
	{ "evil.example # host name", "evil.example", "evil.example" },
	{ "evil.example#fragment", "evil.example", "evil.example" },
	{ "http://1.2.3.4", "1.2.3.4/", "1.2.3.4" },
	{ "http://1.2.3.4:8080/x", "1.2.3.4:8080/x", "1.2.3.4:8080/x" },
	{ "https://host.example", "host.example/", "host.example" },
	{ "http://host.example/", "host.example/", "host.example" },
	{ "host/", "host/", "host" },
	{ "/path/", "/path", "/path" },
	{ "host/a/", "host/a", "host/a" },
	{ "host/a///", "host/a", "host/a" },
	{ ".xyz", "xyz", "xyz" },
	{ "5.63.151.0/24", "5.63.151.0/24", "5.63.151.0/24" },
	{ "1.2.3.4:443", "1.2.3.4:443", "1.2.3.4:443" },
	{ "1.2.3.444", "!", "!" },
	{ "WWW.Foo.Example", "foo.example", "foo.example" },
	{ "www.foo.example/X", "foo.example/x", "foo.example/x" },
	{ "host.example//a//b", "host.example/a/b", "host.example/a/b" },
	{ "host.example/a?b=C", "host.example/a", "host.example/a" },
	{ "/a?b=C", "/a?b=c", "/a?b=c" },
	{ "/a b.js", "/a b.js", "/a b.js" },
	{ "this is prose", "!", "!" },
	{ "...", "!", "!" },
	{ "http://", "!", "!" },
	/* spec/trails.md 2 */
	{ "45.9.148.3", "45.9.148.3", "45.9.148.3" },
	{ "8.8.8.8:53", "8.8.8.8:53", "8.8.8.8:53" },
	{ "onlyword", "onlyword", "onlyword" },
	{ "http://5.6.7.8", "5.6.7.8/", "5.6.7.8" },
	{ "evil.example/a/b/  # c", "evil.example/a/b", "evil.example/a/b" },
	{ ".Sub.Evil.Example.", "sub.evil.example", "sub.evil.example" },
	{ "abc.example/x?y=1", "abc.example/x", "abc.example/x" },
	{ "/path/only/?q=1", "/path/only/?q=1", "/path/only/?q=1" },
	{ "[0-9]+\\.custom\\.example", "[0-9]+\\.custom\\.example", "[0-9]+\\.custom\\.example" },
	{ "5.6.8.0/30", "5.6.8.0/30", "5.6.8.0/30" },
};

static void check_line(const char *line, enum grammar grammar, const char *wanted)
{
	struct text key, t = text_of(line);
	const char *why;
	bool good = false;
	for (size_t n = 0; n <= t.n; n++) {
		/* a block of exactly the room that is promised */
		char *room = malloc(n + 1);
		if (!room)
			abort();
		good =
		    grammar_key((struct text) { edge_copy(line, n), n }, grammar, room, &key, &why);
		if (n == t.n && good)
			IS_TEXT(
			    key, text_of(wanted && *wanted != '!' ? wanted : ""), "\"%s\"", line);
		free(room);
	}
	OK(good == (wanted && *wanted != '!'), "\"%s\" holds a key or not", line);
	OK(good || (why != NULL) == (wanted != NULL), "\"%s\" has a reason or not", line);
}

static void test_lines(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		check_line(lines[i].line, GRAMMAR_STATIC, lines[i].as_static);
		check_line(lines[i].line, GRAMMAR_CUSTOM, lines[i].as_custom);
	}
}

/* Forms from RFC 3492 7.1 and from Python's own encoder. */
static const struct {
	const char *key, *ascii;
} international[] = {
	{ "evil.com/x", "evil.com/x" },
	{ "b\303\274cher.example", "xn--bcher-kva.example" },
	{ "a.b\303\274cher.example:80/\303\274", "a.xn--bcher-kva.example:80/\303\274" },
	{ "/\303\274", "/\303\274" },
	{ "\321\217.\321\200\321\204", "xn--41a.xn--p1ai" },
	{ "3\345\271\264b\347\265\204\351\207\221\345\205\253\345\205\210\347\224\237",
	    "xn--3b-ww4c5e180e575a65lsy2b" },
	{ "\360\237\222\251.la", "xn--ls8h.la" },
	{ "caf\351.x", "caf\351.x" },
	{ "..", ".." },
	{ "", "" },
};

static void test_international(void)
{
	for (size_t i = 0; i < sizeof(international) / sizeof(international[0]); i++) {
		size_t n = strlen(international[i].key);
		struct buf out;
		buf_init(&out, 4096);
		for (size_t cut = 0; cut <= n; cut++) {
			buf_clear(&out);
			idna_ascii(
			    &out, (struct text) { edge_copy(international[i].key, cut), cut });
		}
		IS_TEXT(
		    buf_text(&out), text_of(international[i].ascii), "%s", international[i].ascii);
		buf_free(&out);
	}
}

static const struct {
	const char *key, *info;
	bool is;
} bogons[] = {
	{ "10.1.2.3", "x", true },
	{ "203.0.113.9", "x", true },
	{ "203.0.114.9", "x", false },
	{ "10.1.2.3:80", "x", true },
	{ "10.1.2.3/a", "x", true },
	{ "10.1.2.3.evil.example", "x", false },
	{ "10.1.2.3", "parking site", false },
	{ "10.1.2.3", "sinkhole y (malware)", false },
	{ "192.168.1.1", "sinkhole y (malware)", true },
	{ "127.0.0.1.evil.example", "x", true },
	{ "localhost.example", "x", true },
	{ "::1", "x", true },
	{ "::2", "x", false },
	{ "100.64.0.1", "x", true },
	{ "100.128.0.1", "x", false },
	{ "223.255.255.255", "x", false },
	{ "224.0.0.1", "x", true },
	{ "198.19.255.255", "x", true },
	{ "198.20.0.0", "x", false },
};

static void test_bogons(void)
{
	for (size_t i = 0; i < sizeof(bogons) / sizeof(bogons[0]); i++)
		OK(grammar_is_bogon(text_of(bogons[i].key), text_of(bogons[i].info)) ==
			bogons[i].is,
		    "%s, %s", bogons[i].key, bogons[i].info);
}

static void test_info(void)
{
	IS_TEXT(
	    grammar_info(TEXT("1.2.3.4"), TEXT("malware")), TEXT("potential malware site"), "4b");
	IS_TEXT(grammar_info(TEXT("evil.com"), TEXT("malware")), TEXT("malware"),
	    "4b is for addresses");
	IS_TEXT(
	    grammar_info(TEXT("evil.com"), TEXT("ransomware")), TEXT("ransomware (malware)"), "5");
	IS_TEXT(grammar_info(TEXT("evil.com"), TEXT("x")), TEXT("x"), "others stay");
}

static const size_t lengths[] = { 0, 1, 2, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33, 39, 40, 47,
	48, 49, 63, 64, 65, 71, 72, 127, 128, 129, 191, 192, 193, 254, 255 };

/* Names of that length by where their dots are. */
enum { SHAPES = 12 };

static void shape_name(char *out, size_t n, size_t shape)
{
	static const size_t labels[] = { 1, 2, 3, 8, 16, 17, 64 };
	for (size_t i = 0; i < n; i++)
		out[i] = (char)('a' + hash_mix(i + shape) % 26);
	for (size_t i = 0; i < n && shape < 7; i++)
		if ((n - i) % (labels[shape] + 1) == 0)
			out[i] = '.';
	for (size_t i = 0; i < n && shape > 9; i++)
		if (shape == 10 || hash_mix(i + n) % 5 == 0)
			out[i] = '.';
	if (n && shape == 8)
		out[0] = '.';
	if (n && (shape == 8 || shape == 9))
		out[n - 1] = '.';
	for (size_t i = 0; i < n && shape == 7; i++) /* what an inexact search takes for dots */
		out[i] = (char)("./.-\xae\x2f"[i % 6]);
}

/* A copy at the start or at the end of a page between two that may not be read. */
static struct text page_copy(const char *p, size_t n, bool at_end)
{
	static char *page;
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	if (!page) {
		page = mmap(
		    NULL, 3 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (page == MAP_FAILED || mprotect(page, size, PROT_NONE) != 0 ||
		    mprotect(page + 2 * size, size, PROT_NONE) != 0)
			abort();
	}
	char *copy = page + size + (at_end ? size - n : 0);
	memcpy(copy, p, n);
	return (struct text) { copy, n };
}

/* How many labels of t are not found where they begin, or have another hash than the name from there on has
 * alone; and *same how many hash as the whole does. */
static size_t wrong_labels(struct text t, size_t *same)
{
	struct index_name name;
	uint64_t hash, whole = index_hash_name(t, 42);
	size_t at, wrong = 0, next = 0;
	index_name_begin(&name, t, 42);
	struct index_labels labels = index_name_labels(&name);
	while (index_name_next(&name, &labels, &hash, &at)) {
		struct text parent = { edge_copy(t.s + at, t.n - at), t.n - at };
		wrong += at != next || hash != index_hash_name(parent, 42);
		*same += at && hash == whole;
		for (next = at + 1; next <= t.n && t.s[next - 1] != '.';)
			next++;
	}
	return wrong + (next != t.n + 1);
}

static void test_name_labels(void)
{
	size_t wrong[2] = { 0, 0 }, same = 0, inexact = 0;
	char room[LIMIT_NAME];
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]) * SHAPES; i++) {
		size_t n = lengths[i / SHAPES];
		shape_name(room, n, i % SHAPES);
		wrong[0] += wrong_labels(page_copy(room, n, false), &same);
		wrong[1] += wrong_labels(page_copy(room, n, true), &same);
		const uint8_t *p = (const uint8_t *)room;
		if (n >= 8 && n <= 64)
			inexact += index_name_dots(p + n, n) != index_name_dots_plain(p + n, n);
	}
	IS_NUMBER(wrong[0], 0, "labels of names that begin a page");
	IS_NUMBER(wrong[1], 0, "labels of names that end one");
	IS_NUMBER(same, 0, "no parent hashes as the whole");
	IS_NUMBER(inexact, 0, "dots are the same by eight and by sixteen");
}

static void test_name_hash(void)
{
	OK(index_hash_name(TEXT("ab"), 1) != index_hash_name(TEXT("ab"), 2), "the seed counts");
	OK(index_hash_name(TEXT("12345678a2345678.x"), 1) !=
		index_hash_name(TEXT("a234567812345678.x"), 1),
	    "the order of eights counts");
	char room[LIMIT_NAME];
	size_t same = 0;
	for (size_t n = 1; n <= LIMIT_NAME; n++) {
		shape_name(room, n, 3);
		uint64_t hash = index_hash_name((struct text) { room, n }, 42);
		for (size_t i = 0; i < n; i++) {
			room[i] ^= 1;
			same += index_hash_name((struct text) { room, n }, 42) == hash;
			room[i] ^= 1;
		}
	}
	IS_NUMBER(same, 0, "each byte counts");
}

int main(void)
{
	test_kinds();
	test_patterns();
	test_canonical();
	test_rows();
	test_lines();
	test_international();
	test_bogons();
	test_info();
	test_name_labels();
	test_name_hash();
	return check_done();
}
