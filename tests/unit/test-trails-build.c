/* Sources compiled into stores, and several stores as one. spec/trails.md 1 to 6; detection.md 8.8. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/memory.h"
#include "check.h"
#include "trail-files.h"

static struct store *from(const char *path)
{
	const char *sources[] = { path, NULL };
	struct fault f;
	struct store *s = store_from("from.trails", sources, &f);
	OK(s != NULL, "%s is taken", path);
	return s;
}

static struct text found(const struct store *s, const char *key)
{
	return told(s, store_find_key(s, text_of(key)));
}

/* spec/trails.md 2, with the house's own rule for what is not public: it stays (brackets). */
static const struct {
	const char *line, *key;
} custom[] = {
	{ "45.9.148.3", "45.9.148.3" },
	{ "8.8.8.8:53", "8.8.8.8:53" },
	{ "onlyword", "onlyword" },
	{ "http://5.6.7.8", "5.6.7.8" },
	{ "http://host.example/", "host.example" },
	{ "evil.example/a/b/  # c", "evil.example/a/b" },
	{ ".Sub.Evil.Example.", "sub.evil.example" },
	{ "www.Foo.Example", "foo.example" },
	{ "abc.example/x?y=1", "abc.example/x" },
	{ "/path/only/?q=1", "/path/only/?q=1" },
	{ "[0-9]+\\.custom\\.example", "[0-9]+\\.custom\\.example" },
	{ "5.6.8.0/30", "5.6.8.0/30" },
	{ "10.1.2.3", "10.1.2.3" },
	{ "192.168.1.1", "192.168.1.1" },
};

static void test_custom(void)
{
	char text[1024] = "\xef\xbb\xbf# my case\n\n";
	for (size_t i = 0; i < sizeof(custom) / sizeof(custom[0]); i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", custom[i].line,
		    i % 2 ? "\r\n" : "\n");
	struct store *s = from(file_of_string("my_case.txt", text));
	for (size_t i = 0; i < sizeof(custom) / sizeof(custom[0]); i++)
		IS_TEXT(found(s, custom[i].key), TEXT("my case|(custom)"), "%s", custom[i].line);
	IS_NUMBER(store_count(s), sizeof(custom) / sizeof(custom[0]), "and nothing else");
	IS_NUMBER(store_count_kind(s, TRAIL_PATTERN), 0, "no pattern without (static)");
	IS_TEXT(store_source(s, 0).name, TEXT("my_case.txt"), "the source has its name");
	IS_NUMBER(store_source(s, 0).trails, sizeof(custom) / sizeof(custom[0]), "and its trails");
	store_close(s);
}

static void write_tree(const char *root)
{
	static const struct {
		const char *name, *text;
	} files[] = {
		{ "malware/zeta_1.txt",
		    "# Reference: x\nboth.example\nhttp://1.2.3.4\n10.0.0.1\n"
		    "dga[0-9]+\\.example\n" },
		{ "malware/sinkhole_x.txt", "203.0.113.5\n192.168.1.1\n" },
		{ "malware/ransomware.txt", "ransom.example\n" },
		{ "malicious/bad_history.txt", "both.example\nold.example\nbad.example\n" },
		{ "malicious/bad.txt", "bad.example\nboth.example\n" },
		{ "suspicious/first.txt", "susp.example\nbad.example\n" },
		{ "suspicious/list.csv",
		    "csv.example,\"some info\"\nhttp://csv.example/a/,other\n"
		    "http://9.8.7.6/,numbers\nno-info.example\n" },
		{ "mass_scanner.txt", "5.5.5.5\nboth.example\nsusp.example\n" },
		{ "README", "not.a.list\n" },
		{ "local.mk", "nor = this\n" },
		{ "malware/.hidden.txt", "hidden.example\n" },
		{ "malware/deeper/no.txt", "deeper.example\n" },
	};
	char name[512];
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		snprintf(name, sizeof(name), "%s/%s", root, files[i].name);
		file_of_string(name, files[i].text);
	}
}

static const struct {
	const char *key, *told;
} in_tree[] = {
	{ "both.example", "zeta 1 (malware)|(static)" },
	{ "1.2.3.4/", "zeta 1 (malware)|(static)" },
	{ "10.0.0.1", "" },
	{ "203.0.113.5", "sinkhole x (malware)|(static)" },
	{ "192.168.1.1", "" },
	{ "ransom.example", "ransomware (malware)|(static)" },
	{ "old.example", "bad history (malicious)|(static)" },
	{ "bad.example", "bad (malicious)|(static)" },
	{ "susp.example", "mass scanner|(static)" },
	{ "5.5.5.5", "mass scanner|(static)" },
	{ "csv.example", "some info (suspicious)|list (static)" },
	{ "csv.example/a", "other (suspicious)|list (static)" },
	{ "9.8.7.6", "numbers (suspicious)|list (static)" },
	{ "9.8.7.6/", "" },
	{ "no-info.example", "list (suspicious)|list (static)" },
	{ "dga[0-9]+\\.example", "zeta 1 (malware)|(static)" },
	{ "not.a.list", "" },
	{ "hidden.example", "" },
	{ "deeper.example", "" },
	{ "good.example", "" },
};

static void check_tree(const char *root, const char *prefix)
{
	char name[256];
	struct store *s = from(root);
	for (size_t i = 0; i < sizeof(in_tree) / sizeof(in_tree[0]); i++)
		IS_TEXT(found(s, in_tree[i].key), text_of(in_tree[i].told), "%s", in_tree[i].key);
	IS_NUMBER(store_count_kind(s, TRAIL_PATTERN), 1, "the pattern is one");
	IS_NUMBER(store_whitelist_count(s), 1, "the whitelist is found");
	snprintf(name, sizeof(name), "%ssuspicious/first.txt", prefix);
	size_t first = text_is(store_source(s, 0).name, TEXT("trails/custom/mine.txt")) ? 1 : 0;
	IS_TEXT(store_source(s, first).name, text_of(name), "sources are named from the root");
	uint64_t stand = 0;
	for (size_t i = 0; i < store_sources(s); i++)
		stand += store_source(s, i).trails;
	IS_NUMBER(stand, store_count(s), "every trail has one source");
	OK(strstr(said, "zeta_1.txt: line 4: not in the public internet, skipped") != NULL,
	    "what is dropped is told");
	store_close(s);
}

static void test_trees(void)
{
	write_tree("plain");
	file_of_string("plain/whitelist.txt", "good.example\n");
	check_tree(file_path("plain"), "");
	write_tree("with/static");
	file_of_string("with/whitelist.txt", "good.example\n");
	check_tree(file_path("with/"), "static/");
	write_tree("checkout/trails/static");
	file_of_string("checkout/data/whitelist.txt", "good.example\n");
	file_of_string(
	    "checkout/trails/custom/mine.txt", "mine.example\nbad.example\nhttp://c.example\n");
	check_tree(file_path("checkout"), "trails/static/");
	struct store *s = from(file_path("checkout"));
	IS_TEXT(found(s, "mine.example"), TEXT("mine|(custom)"), "custom lists of a checkout");
	IS_TEXT(found(s, "c.example"), TEXT("mine|(custom)"), "with their own grammar");
	IS_NUMBER(store_find_key(s, TEXT("mine.example")), 0, "they come first");
	store_close(s);
	file_of_string("flat/a_b.txt", "http://flat.example\n192.168.7.7\n");
	file_of_string("flat/c.csv", "row.example,info,ref\n");
	s = from(file_path("flat"));
	IS_TEXT(found(s, "flat.example"), TEXT("a b|(custom)"), "a flat directory is custom");
	IS_TEXT(found(s, "192.168.7.7"), TEXT("a b|(custom)"), "where nothing is dropped");
	IS_TEXT(found(s, "row.example"), TEXT("info|ref"), "and rows are rows");
	store_close(s);
}

static void test_rows(void)
{
	struct store *s = from(file_of_string("rows.csv",
	    "\r\nEvil.Example,a,b\r\nx,1,2\nonly,two\n\"q,uoted\",\"in\"\"fo\",ref\r\n"
	    "caf\xe9.example,i\xff\xfe,r\n\nx,3,4\na,b,c,d\nx.example,,(static)"));
	IS_TEXT(found(s, "evil.example"), TEXT("a|b"), "keys are looked up in small letters");
	IS_TEXT(found(s, "x"), TEXT("3|4"), "the later row stands");
	IS_NUMBER(store_find_key(s, TEXT("x")), 1, "in the place of the earlier");
	IS_TEXT(found(s, "q,uoted"), TEXT("in\"fo|ref"), "quotes");
	IS_TEXT(
	    found(s, "caf\xef\xbf\xbd.example"), TEXT("i\xef\xbf\xbd\xef\xbf\xbd|r"), "not UTF-8");
	IS_TEXT(found(s, "x.example"), TEXT("|(static)"), "no info, no line end");
	IS_NUMBER(store_count(s), 5, "five keys");
	OK(strstr(said, "rows.csv: line 4: not three fields, skipped (2 lines skipped in all)") !=
		NULL,
	    "%s", said);
	store_close(s);
}

/* What stands in small letters is what the reference meets, wherever the other row is. */
static void test_capitals(void)
{
	struct store *s = from(file_of_string("capitals.csv",
	    "a.example,1,r\nA.example,2,r\nB.example,3,r\nb.example,4,r\n"
	    "Mozilla/4.08 (Charon; Inferno),5,r\n"
	    "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709,6,r\n2001:DB8::A,7,r\n"
	    "dga[A-Z]+\\.x\\.com,8,(static)\n"));
	struct address a;
	IS_TEXT(found(s, "a.example"), TEXT("1|r"), "before the other");
	IS_TEXT(found(s, "b.example"), TEXT("4|r"), "behind it");
	IS_TEXT(found(s, "mozilla/4.08 (charon; inferno)"), TEXT("5|r"), "a user agent");
	IS_TEXT(found(s, "da39a3ee5e6b4b0d3255bfef95601890afd80709"), TEXT("6|r"), "a fingerprint");
	IS_NUMBER(store_fingerprints(s), FINGERPRINT_SHA1, "of which there is one form");
	OK(address_parse(TEXT("2001:db8::a"), &a), "an address");
	uint32_t number = store_find_address(s, &a);
	IS_TEXT(store_trail(s, number).key, TEXT("2001:DB8::A"), "keeps its spelling");
	IS_TEXT(found(s, "dga[A-Z]+\\.x\\.com"), TEXT("8|(static)"), "and so does a pattern");
	store_close(s);
}

/* Lines of 10 MB and NUL bytes are skipped without being held. */
static void test_long_lines(void)
{
	enum { LONG = 10 << 20 };
	static const char head[] = "first.example,a,b\n",
			  tail[] = "\nnul\0.example,a,b\n"
				   "last.example,c,d\n";
	size_t n = 0;
	char *text = xmalloc(2 * LONG + 65536 + 1024);
	memcpy(text, head, sizeof(head) - 1);
	n += sizeof(head) - 1;
	memset(text + n, 'x', LONG);
	n += LONG;
	memcpy(text + n, tail, sizeof(tail) - 1);
	n += sizeof(tail) - 1;
	memset(text + n, 'y', 65536 - 4);
	memcpy(text + n + 65536 - 4, ",e,f\n", 5); /* exactly the longest: 65536 bytes */
	n += 65537;
	memset(text + n, 'z', LONG);
	n += LONG;
	const char *path = file_of("long.csv", text, n);
	free(text);
	struct rusage before, after;
	getrusage(RUSAGE_SELF, &before);
	struct store *s = from(path);
	getrusage(RUSAGE_SELF, &after);
	OK(after.ru_maxrss - before.ru_maxrss < LONG / 1024, "without memory for it");
	IS_NUMBER(store_count(s), 2, "what stands around them is taken");
	IS_TEXT(found(s, "last.example"), TEXT("c|d"), "behind it too");
	OK(strstr(said,
	       "long.csv: line 2: longer than 65536 bytes, skipped (4 lines skipped in all: 2 longer than 65536 bytes, 1 a NUL byte, 1 its key is too long)") !=
		NULL,
	    "%.200s", said);
	store_close(s);
}

static const struct {
	const char *name, *text;
	size_t n;
	const char *why; /* NULL: it is taken */
} sources[] = {
	{ "empty", "", 0, "holds no trails" },
	{ "blank", "\n\n  \n", 5, "holds no trails" },
	{ "comments.txt", "# a\n# b\n", 8, "holds no trails" },
	{ "prose.txt", "this is prose\nand more\n", 23, "line 1: not a trail" },
	{ "nul", "\0\0\0\n\0", 5, "line 1: a NUL byte" },
	{ "control",
	    "a\x01"
	    "b\n",
	    4, "control characters" },
	{ "latin", "caf\xe9\n", 5, "not UTF-8" },
	{ "one", "evil.example", 12, NULL },
	{ "mixed", "evil.example\n\0\n", 15, NULL },
	{ "bom.csv",
	    "\xef\xbb\xbf"
	    "a.example,b,c",
	    16, NULL },
	{ "bom",
	    "\xef\xbb\xbf"
	    "evil.example\n",
	    16, NULL },
};

static void test_usable(void)
{
	struct fault f;
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		const char *list[] = { file_of(sources[i].name, sources[i].text, sources[i].n),
			NULL };
		f.text[0] = '\0';
		struct store *s = store_from("u.trails", list, &f);
		OK((s == NULL) == (sources[i].why != NULL) && (s || strstr(f.text, sources[i].why)),
		    "%s: %s", sources[i].name, f.text);
		OK(s || !said[0], "one line only: %s", said);
		OK(!s || store_count(s) == 1, "one trail");
		store_close(s);
	}
	const char *absent[] = { file_path("nothing-there"), NULL };
	OK(!store_from("u.trails", absent, &f) && strstr(f.text, "No such file"), "%s", f.text);
	struct notices notices = notices_kept();
	struct builder *b = builder_new(&notices);
	OK(!builder_add_whitelist(b, file_path("nothing-there"), &f), "%s", f.text);
	OK(!builder_add_whitelist(b, "/", &f), "%s", f.text);
	OK(!builder_add_whitelist(b, file_of("nul", "\0\n", 2), &f), "%s", f.text);
	OK(builder_add_whitelist(b, file_of_string("comment", "# none yet\n"), &f),
	    "an empty whitelist");
	builder_free(b);
	char binary[4096];
	for (size_t i = 0; i < sizeof(binary); i++)
		binary[i] = (char)(i % 64 == 63 ? '\n' : i * 7);
	memcpy(binary, "word\n", 5);
	const char *list[] = { file_of("binary", binary, sizeof(binary)), NULL };
	OK(!store_from("u.trails", list, &f), "a binary with a word in it: %s", f.text);
}

static size_t slurp(const char *path, char *p, size_t room)
{
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(p, 1, room, f) : 0;
	if (f)
		fclose(f);
	return n;
}

static void test_same_bytes(void)
{
	static char one[1 << 20], two[1 << 20];
	const char *tree[] = { file_path("checkout"), NULL };
	struct fault f;
	struct store *a = store_from("one.trails", tree, &f),
		     *b = store_from("two.trails", tree, &f);
	size_t n = slurp(file_path("one.trails"), one, sizeof(one));
	OK(n > 0 && n == slurp(file_path("two.trails"), two, sizeof(two)) &&
		memcmp(one, two, n) == 0,
	    "the same sources give the same bytes");
	const char *again[] = { file_path("one.trails"), NULL };
	struct store *c = store_from("three.trails", again, &f);
	IS_TEXT(text_of(store_digest(c)), text_of(store_digest(a)),
	    "a store as source: the same content");
	IS_NUMBER(store_count(c), store_count(a), "as many trails");
	IS_NUMBER(store_count_kind(c, TRAIL_PATTERN), 1, "of the same kinds");
	IS_NUMBER(store_sources(c), store_sources(a), "its sources are those of the store");
	IS_TEXT(store_source(c, 1).name, store_source(a, 1).name, "by their names");
	IS_TEXT(store_source(c, 1).digest, store_source(a, 1).digest, "and digests");
	OK(store_verify(a, &f) && store_verify(b, &f) && store_verify(c, &f), "all are sound");
	one[n - 70] = (char)(one[n - 70] ^ 1);
	const char *damaged[] = { file_of("damaged.trails", one, n), NULL };
	OK(!store_from("four.trails", damaged, &f) && strstr(f.text, "damaged"), "%s", f.text);
	store_close(a);
	store_close(b);
	store_close(c);
}

/* printf 'a.example\0i\0r\n1.2.3.4\0j\0s\ngood.example\n' | sha256sum */
static void test_digest(void)
{
	file_of_string("digest/rows.csv", "a.example,i,r\n1.2.3.4,j,s\n");
	file_of_string("digest/whitelist.txt", "good.example\n");
	struct store *s = from(file_path("digest"));
	IS_TEXT(text_of(store_digest(s)),
	    TEXT("2a5a8829940035b4817bb2dcca2a377ed9fbdc71e4780f0a362d4dbe651d13d8"), "digest");
	/* printf 'a.example,i,r\n1.2.3.4,j,s\n' | sha256sum */
	IS_TEXT(store_source(s, 0).digest,
	    TEXT("3265c163acb6554ef7d6a44763131ced3c4c7dd17f2b82ebb409fd80ed13fb49"), "source");
	store_close(s);
}

static void test_trails(void)
{
	const char *list[] = {
		file_of_string("a.csv",
		    "com,old,r\nevil.com,old,r\n1.2.3.4,old,r\n"
		    "10.0.0.0/8,old,r\n10.1.0.0/16,old,r\n/x,old,r\n1.2.3.4:80,old,r\n"),
		file_of_string("b.csv",
		    "evil.com,new,r\nx.evil.com,new,r\n10.0.0.0/8,new,r\n/x,new,r\n"
		    "9.9.9.9:80,new,r\n")
	};
	struct fault f;
	struct notices notices = notices_kept();
	struct trails_name_match out[8];
	struct trail got;
	struct address a = { .version = 4, .bytes = { 1, 2, 3, 4 } };
	struct address in = { .version = 4, .bytes = { 10, 1, 0, 1 } };
	struct address out_of = { .version = 4, .bytes = { 10, 2, 0, 1 } };
	struct trails *t = trails_open(list, 2, &notices, &f);
	OK(t != NULL, "two sources");
	IS_NUMBER(trails_count(t), 12, "their trails");
	size_t n = trails_find_name(t, TEXT("www.x.evil.com"), out, 8);
	IS_NUMBER(n, 3, "suffixes of both");
	IS_TEXT(out[0].trail.key, TEXT("x.evil.com"), "longest first");
	IS_TEXT(out[1].trail.info, TEXT("new"), "of equal keys the later source's");
	IS_NUMBER(out[1].at, 6, "and where it begins");
	IS_TEXT(out[2].trail.key, TEXT("com"), "the rest of the earlier");
	IS_NUMBER(
	    trails_find_name(t, TEXT("www.x.evil.com"), out, 1), 1, "as much as there is room for");
	IS_TEXT(out[0].trail.key, TEXT("x.evil.com"), "the longest");
	OK(trails_find_address(t, &a, &got), "address of the first");
	OK(trails_find_address_port(t, &a, 80, &got), "address and port");
	OK(!trails_find_address_port(t, &a, 81, &got), "not another port");
	OK(trails_find_key(t, TEXT("/x"), &got) && text_is(got.info, TEXT("new")),
	    "key of the later");
	OK(trails_find_range(t, &in, &got) && text_is(got.key, TEXT("10.1.0.0/16")),
	    "the longest prefix of all");
	OK(trails_find_range(t, &out_of, &got) && text_is(got.info, TEXT("new")),
	    "of equal ones the later");
	OK(trails_whitelists_name(t, TEXT("good.example")).n == 0, "no whitelist yet");
	OK(trails_add_whitelist(t, file_of_string("wl", "good.example\n10.1.0.0/16\n"), &f),
	    "one is added");
	IS_TEXT(trails_whitelists_name(t, TEXT("a.good.example")), TEXT("good.example"), "names");
	IS_TEXT(trails_whitelists_address(t, &in), TEXT("10.1.0.0/16"), "addresses");
	OK(!trails_add_whitelist(t, file_path("nothing-there"), &f), "%s", f.text);
	struct buf place;
	size_t at = 0;
	buf_init(&place, 1000);
	trails_put_place(t, trails_whitelists_address(t, &in), &place);
	IS_TEXT(buf_text(&place), TEXT("wl:2"), "an entry is known by its place");
	buf_free(&place);
	OK(ignores_naming(trails_ignores(t), &in, &at).n == 0, "no rules yet");
	OK(trails_add_ignore(t, file_of_string("ig", "*;*;10.1.0.1;*\n"), &f), "one is added");
	OK(!trails_add_ignore(t, file_of_string("no-ig", "a\n"), &f), "%s", f.text);
	at = 0;
	trails_drop_ignores(t);
	struct text rule = ignores_naming(trails_ignores(t), &in, &at);
	IS_TEXT(rule, TEXT("*;*;10.1.0.1;* (ig:1)"), "and stays where others are dropped");
	IS_NUMBER(trails_stores(t), 2, "stores");
	IS_TEXT(text_of(trails_store_name(t, 1)), TEXT("b.csv"), "named by file");
	char both[128], digest[DIGEST_TEXT];
	snprintf(both, sizeof(both), "%s", store_digest(trails_store(t, 0)));
	memcpy(both + 64, store_digest(trails_store(t, 1)), 64);
	digest_sha256(both, 128, digest);
	IS_TEXT(text_of(trails_digest(t)), text_of(digest), "digest of several");
	trails_close(t);
	t = trails_open(list, 1, &notices, &f);
	IS_TEXT(
	    text_of(trails_digest(t)), text_of(store_digest(trails_store(t, 0))), "digest of one");
	trails_close(t);
	t = trails_open(NULL, 0, &notices, &f);
	OK(t && !trails_find_address(t, &a, &got) && trails_count(t) == 0, "no stores at all");
	trails_close(t);
	list[1] = file_path("nothing-there");
	OK(!trails_open(list, 2, &notices, &f), "%s", f.text);
}

static void test_counts(void)
{
	struct notices notices = notices_kept();
	struct fault f;
	struct builder *b = builder_new(&notices);
	OK(builder_add(b, file_of_string("counts.csv", "a,b,c\na,b,c\nd\n\n1.1.1.1,b,c\n"), &f),
	    "added");
	OK(builder_add_whitelist(b, file_of_string("wl2", "x\n#\ny\n"), &f), "and a whitelist");
	struct builder_counts counts = builder_counts(b);
	IS_NUMBER(counts.trails, 2, "trails");
	IS_NUMBER(counts.replaced, 1, "replaced");
	IS_NUMBER(counts.skipped, 1, "skipped");
	IS_NUMBER(counts.whitelist, 2, "whitelist");
	builder_free(b);
}

/* What a source cites stands above its trails; where the source that counts cites nothing, another may. */
static void test_citations(void)
{
	static const struct {
		const char *key, *citation;
	} wanted[] = { { "both.example", "https://b.example/2" },
		{ "first.example", "https://a.example/1" }, { "plain.example", "" },
		{ "again.example", "https://a.example/1" }, { "stacked.example", "two" } };
	const char *cited[] = { file_of_string("cited/a.txt",
				    "plain.example\n# Reference: https://a.example/1\n"
				    "both.example\nfirst.example\nagain.example\n"),
		file_of_string("cited/b.txt",
		    "again.example\n# Reference: https://b.example/2\nboth.example\n"
		    "# Reference: one\n# Reference: two\nstacked.example\n"),
		NULL };
	struct fault f;
	struct store *s = store_from("cited.trails", cited, &f);
	OK(s != NULL, "two sources that cite");
	for (size_t i = 0; s && i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct trail t = store_trail(s, store_find_key(s, text_of(wanted[i].key)));
		IS_TEXT(t.key, text_of(wanted[i].key), "%s is listed", wanted[i].key);
		IS_TEXT(trail_citation(&t), text_of(wanted[i].citation), "%s cites that",
		    wanted[i].key);
	}
	const struct trail nowhere = { .store = s, .number = 1000000 }, none = { .store = NULL };
	OK(trail_citation(&nowhere).n + trail_citation(&none).n == 0, "no trail, no citation");
	store_close(s);
}

int main(void)
{
	test_custom();
	test_trees();
	test_rows();
	test_capitals();
	test_long_lines();
	test_usable();
	test_same_bytes();
	test_digest();
	test_trails();
	test_counts();
	test_citations();
	files_remove();
	return check_done();
}
