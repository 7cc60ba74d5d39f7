/* Records of JSON documents (RFC 8259) and patterns of STIX (OASIS STIX 2.1, 9). */
#include <config.h>

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "trail-files.h"
#include "trails/json_records.h"
#include "trails/stix_pattern.h"

#include "check.h"

static struct text at_edge(struct text t)
{
	return (struct text) { edge_copy(t.s, t.n), t.n };
}

/* What a walk gives: "KEY=VALUE;" each, "!" where it is damaged. */
static void walk(struct buf *out, struct text container)
{
	struct json_walk w = json_enter(container);
	struct text key, value;
	while (json_next(&w, &key, &value)) {
		buf_add(out, key);
		buf_char(out, '=');
		buf_add(out, value);
		buf_char(out, ';');
	}
	if (w.damaged)
		buf_char(out, '!');
}

static const struct {
	const char *document, *walked;
} walks[] = {
	{ "{}", "" },
	{ "[]", "" },
	{ "17", "" },
	{ "", "" },
	{ " {\"a\": 1, \"b\":[2,3] }", "a=1;b=[2,3];" },
	{ "[1,\"two\",{\"three\":3},[4],null]", "=1;=\"two\";={\"three\":3};=[4];=null;" },
	{ "{\"a\":\"}\",\"b\":\"\\\"]\",\"c\":\"\\\\\"}", "a=\"}\";b=\"\\\"]\";c=\"\\\\\";" },
	{ "{\"a\":{\"x\":\"{[\"},\"b\":2}", "a={\"x\":\"{[\"};b=2;" },
	{ "{\"a\":1,", "a=1;!" },
	{ "{\"a\":{\"b\":1", "a={\"b\":1;!" },
	{ "{\"a\":\"cut", "a=\"cut;!" },
	{ "{\"a\":\"cut\\\"", "a=\"cut\\\";!" },
	{ "{\"a\"", "!" },
	{ "{a:1}", "!" },
	{ "[{\"a\":1]", "={\"a\":1];!" },
	{ "[1}", "=1;" },
};

static void test_walks(void)
{
	for (size_t i = 0; i < sizeof(walks) / sizeof(walks[0]); i++) {
		struct buf out;
		struct text whole = text_of(walks[i].document);
		buf_init(&out, 1 << 16);
		walk(&out, at_edge(whole));
		IS_TEXT(buf_text(&out), text_of(walks[i].walked), "walk %s", walks[i].document);
		for (size_t n = 0; n < whole.n; n++) { /* nothing is read behind the end */
			buf_clear(&out);
			walk(&out, at_edge(text_head(whole, n)));
			cJSON_Delete(json_tree(at_edge(text_head(whole, n))));
		}
		buf_free(&out);
	}
}

static void test_depth(void)
{
	char deep[4 * JSON_DEPTH];
	for (size_t depth = JSON_DEPTH; depth <= JSON_DEPTH + 1; depth++) {
		for (size_t i = 0; i < 2 * depth; i++)
			deep[i] = i < depth ? '[' : ']';
		struct text t = at_edge((struct text) { deep, 2 * depth }), rest = t;
		IS_NUMBER(json_take(&rest).n, depth > JSON_DEPTH ? 0 : t.n, "%zu deep", depth);
		cJSON *tree = json_tree(t);
		OK((tree == NULL) == (depth > JSON_DEPTH), "a tree of %zu", depth);
		cJSON_Delete(tree);
	}
}

static void test_trees(void)
{
	cJSON *tree = json_tree(
	    TEXT("{\"t\":true,\"n\":1,\"s\":\"1\",\"f\":false,\"z\":0,\"x\":\"\\u00e4\"}"));
	OK(json_is_true(tree, "t") && json_is_true(tree, "n") && json_is_true(tree, "s"), "true");
	OK(!json_is_true(tree, "f") && !json_is_true(tree, "z") && !json_is_true(tree, "none"),
	    "not true");
	IS_TEXT(json_string_of(tree, "x"), TEXT("\xc3\xa4"), "an escape");
	IS_TEXT(json_string_of(tree, "t"), TEXT(""), "true is no text");
	cJSON_Delete(tree);
	static const char *const bad[] = { "", "{", "{} {}", "[1,]", "{\"a\" 1}", "nonsense",
		"{\"a\":}" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		OK(json_tree(at_edge(text_of(bad[i]))) == NULL, "no JSON: %s", bad[i]);
	char *large = malloc(JSON_RECORD + 1);
	memset(large, ' ', JSON_RECORD + 1);
	large[0] = '[';
	large[JSON_RECORD - 1] = ']';
	tree = json_tree((struct text) { large, JSON_RECORD });
	OK(tree != NULL, "a record of 1 MiB");
	cJSON_Delete(tree);
	large[JSON_RECORD] = ']';
	large[JSON_RECORD - 1] = ' ';
	OK(json_tree((struct text) { large, JSON_RECORD + 1 }) == NULL, "a larger one");
	free(large);
}

static const struct {
	const char *text;
	bool begins;
} heads[] = {
	{ "{\"a\":1}", true },
	{ "\n [ {\"a\":1} ]", true },
	{ "[\"a\"]", true },
	{ "{}", true },
	{ "[2001:db8::1]:443", false },
	{ "[0-9]+\\.example", false },
	{ "{ comment", false },
	{ "evil.example", false },
	{ "", false },
	{ "[", false },
};

static void test_heads(void)
{
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		OK(json_begins(at_edge(text_of(heads[i].text))) == heads[i].begins,
		    "begins: row %zu", i);
}

/* "VALUE" or "ADDRESS|PORT" or "agent VALUE", ";" behind each. */
static void take(void *context, enum stix_kind kind, struct text value, struct text port)
{
	struct buf *out = context;
	if (kind == STIX_AGENT)
		buf_add(out, TEXT("agent "));
	buf_add(out, value);
	if (kind == STIX_ENDPOINT) {
		buf_char(out, '|');
		buf_add(out, port);
	}
	buf_char(out, ';');
}

static const struct {
	const char *pattern, *given;
	bool whole; /* nothing of it is left out */
} patterns[] = {
	{ "[ipv4-addr:value = '1.2.3.4']", "1.2.3.4;", true },
	{ " [ ipv6-addr:value='2001:db8::1' ] ", "2001:db8::1;", true },
	{ "[domain-name:value = 'a.example' OR domain-name:value = 'b.example']",
	    "a.example;b.example;", true },
	{ "[url:value = 'http://a.example/x'] OR [url:value = 'http://b.example/y']",
	    "http://a.example/x;http://b.example/y;", true },
	{ "([ipv4-addr:value = '1.2.3.4'] OR [ipv4-addr:value = '1.2.3.5'])", "1.2.3.4;1.2.3.5;",
	    true },
	{ "[ipv4-addr:value IN ('1.2.3.4', '1.2.3.5') OR domain-name:value = 'c.example']",
	    "1.2.3.4;1.2.3.5;c.example;", true },
	{ "[ipv4-addr:value ISSUBSET '1.2.3.0/24']", "1.2.3.0/24;", true },
	{ "[url:value = 'http://a.example/it\\'s\\\\here']", "http://a.example/it's\\here;", true },
	{ "[x509-certificate:hashes.'SHA-1' = 'AA']", "AA;", true },
	{ "[x509-certificate:hashes.SHA256 = 'AA']", "AA;", true },
	{ "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '1.2.3.4' AND "
	  "network-traffic:dst_port = 443]",
	    "1.2.3.4|443;", true },
	{ "[network-traffic:dst_ref.value = '1.2.3.4' AND network-traffic:dst_port = '80' OR "
	  "domain-name:value = 'd.example']",
	    "1.2.3.4|80;d.example;", true },
	{ "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '1.2.3.4']",
	    "1.2.3.4;", true },
	{ "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'Bad/1.0']",
	    "agent Bad/1.0;", true },
	{ "[file:hashes.MD5 = 'aa' OR domain-name:value = 'e.example']", "e.example;", false },
	/* What counts together, or not at all, gives nothing. */
	{ "[domain-name:value = 'a.example' AND ipv4-addr:value = '1.2.3.4']", "", false },
	{ "[domain-name:value = 'a.example'] AND [ipv4-addr:value = '1.2.3.4']", "", false },
	{ "[domain-name:value = 'a.example'] FOLLOWEDBY [ipv4-addr:value = '1.2.3.4']", "", false },
	{ "[domain-name:value = 'a.example'] OR [domain-name:value = 'b.example'] FOLLOWEDBY "
	  "[ipv4-addr:value = '1.2.3.4']",
	    "", false },
	{ "[domain-name:value = 'a.example'] REPEATS 5 TIMES", "", false },
	{ "[domain-name:value != 'a.example']", "", false },
	{ "[NOT domain-name:value = 'a.example']", "", false },
	{ "[domain-name:value NOT = 'a.example']", "", false },
	{ "[domain-name:value LIKE '%.example']", "", false },
	{ "[domain-name:value MATCHES 'a.*']", "", false },
	{ "[ipv4-addr:value IN ('1.2.3.4', '1.2.3.5') AND network-traffic:dst_port = 443]", "",
	    false },
	{ "[network-traffic:dst_port = 443 AND network-traffic:protocols[*] = 'tcp']", "", false },
	{ "[domain-name:value = 'a.example'", "", false },
	{ "[domain-name:value = 'a.example]", "", false },
	{ "[domain-name:value = ]", "", false },
	{ "domain-name:value = 'a.example'", "", false },
	{ "([domain-name:value = 'a.example']", "", false },
	{ "[]", "", false },
	{ "", "", false },
};

static void test_patterns(void)
{
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		struct text whole = text_of(patterns[i].pattern);
		struct buf out;
		buf_init(&out, 1 << 16);
		struct stix_taker taker = { take, &out };
		const char *why = stix_pattern(at_edge(whole), &taker);
		IS_TEXT(
		    buf_text(&out), text_of(patterns[i].given), "gives: %s", patterns[i].pattern);
		OK((why == NULL) == patterns[i].whole, "why: %s", patterns[i].pattern);
		for (size_t n = 0; n < whole.n; n++)
			(void)stix_pattern(at_edge(text_head(whole, n)), &taker);
		buf_free(&out);
	}
}

/* A bundle of a hundred thousand indicators: only one of them is a tree at a time. */
static void test_large(void)
{
	enum { RECORDS = 100000 };
	struct buf all;
	struct fault f;
	buf_init(&all, 64 << 20);
	buf_add(&all, TEXT("{\"type\":\"bundle\",\"objects\":["));
	for (unsigned i = 0; i < RECORDS; i++)
		buf_format(&all,
		    "%s{\"type\":\"indicator\",\"id\":\"indicator--%u\",\"name\":\"n%u\","
		    "\"pattern\":\"[domain-name:value = 'h%u.example']\"}",
		    i ? ",\n" : "", i, i % 7, i);
	buf_add(&all, TEXT("]}"));
	const char *sources[] = { file_of("large.json", all.p, all.n), NULL };
	struct store *s = store_from("large.trails", sources, &f);
	OK(s != NULL, "it is read");
	IS_NUMBER(s ? store_count(s) : 0, RECORDS, "all of them");
	if (s) {
		struct store_claim claim;
		uint32_t number = store_find_key(s, TEXT("h77777.example"));
		IS_TEXT(
		    told(s, number), TEXT("n0|(custom)"), "one of them"); /* 77777 = 7 x 11111 */
		store_claims(s, number, &claim, 1);
		IS_NUMBER(claim.line, 77778, "its line");
		IS_TEXT(claim.citation, TEXT("indicator--77777"), "its id");
	}
	store_close(s);
	buf_free(&all);
}

int main(void)
{
	test_walks();
	test_depth();
	test_trees();
	test_heads();
	test_patterns();
	test_large();
	files_remove();
	return check_done();
}
