/* Spellings, the cells of tables, and what tells formats from each other. spec/trails.md 9. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "trail-files.h"
#include "trails/import_private.h"
#include "trails/spelling.h"
#include "trails/table.h"

static const struct {
	const char *value, *plain;
} spellings[] = {
	{ "evil[.]example", "evil.example" },
	{ "a(.)b{.}c[.]d", "a.b.c.d" },
	{ "evil[dot]example(DOT)com", "evil.example.com" },
	{ "hxxps[://]evil[.]example/a[.]b", "hxxps://evil.example/a.b" },
	{ "hxxp[:]//1[.]2[.]3[.]4[:]80/", "hxxp://1.2.3.4:80/" },
	{ "a[at]b[.]example", "a@b.example" },
	{ "plain.example", "plain.example" },
	{ "[2001:db8::1]", "2001:db8::1" },
	{ "[2001:db8::1]:443", "[2001:db8::1]:443" },
	{ "[::]:1", "[::]:1" },
	{ "x[.", "x[." },
	{ "[do", "[do" },
	{ "AA:bb:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99", "AAbbCCDDEEFF00112233445566778899" },
	{ "AA:bb:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:9:",
	    "AA:bb:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:9:" },
	{ "dga[0-9]+\\.example", "dga[0-9]+\\.example" },
	{ "", "" },
};

static void test_spellings(void)
{
	char room[256];
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
		size_t n = strlen(spellings[i].value);
		for (size_t cut = 0; cut <= n; cut++) {
			struct text t = { edge_copy(spellings[i].value, cut), cut };
			struct text plain = spelling_plain(t, room);
			if (cut == n)
				IS_TEXT(
				    plain, text_of(spellings[i].plain), "%s", spellings[i].value);
		}
	}
}

/* A file's first bytes, its name, who reads it. */
static const struct {
	const char *head, *name, *format;
} told_apart[] = {
	{ "evil.example\n", "a", "list" },
	{ "# 0.0.0.0 name\nevil.example # 0.0.0.0\n", "a", "list" },
	{ "1.2.3.4 # scanning\n5.6.7.8 # scanning\n", "a", "list" },
	{ "1.2.3.4 ; a comment\n", "a", "list" },
	{ "evil.example,info,(static)\n", "a", "trails.csv" },
	{ "1.2.3.4,mass scanner,(static)\n", "a", "trails.csv" },
	{ "1.2.3.4,7,12\n", "a", "suricata-iprep" },
	{ "1.2.3.4,7,128\n", "a", "trails.csv" },
	{ "0.0.0.0 a.example\n", "a", "hosts" },
	{ "0.0.0.0 a.example", "a", "hosts" },
	{ "127.0.0.1 localhost\n", "a", "list" },
	{ "0.0.0.0 a.example\nb.example\n", "a", "list" },
	{ "! title\n||a.example^\n", "a", "adblock" },
	{ "@@||a.example^|\n", "a", "adblock" },
	{ "a.example CNAME .\n", "a", "rpz" },
	{ "a.example IN CNAME rpz-passthru.\n", "a", "rpz" },
	{ "a.example 60 IN CNAME b.example.\n", "a", "list" },
	{ "#fields\tindicator\tindicator_type\n", "a", "zeek-intel" },
	{ "#fields\tindicator\n", "a", "list" },
	{ "1.2.3.0/24 ; SBL1\n", "a", "spamhaus-drop" },
	{ "1.2.3.0/24 ; SBLx\n", "a", "list" },
	{ "ZXZpbC5leGFtcGxl\n", "a.lst", "suricata-dataset" },
	{ "ZXZpbC5leGFtcGxl\n", "a.txt", "list" },
	{ "evil.example\n", "a.lst", "list" },
	{ "alert ip any any -> any any (sid:1;)\n", "a", "rules" },
	{ "# alert ip any any -> any any (sid:1;)\n", "a", "rules" },
	{ "alert.example\n", "a", "list" },
	{ "<ioc xmlns=\"http://schemas.mandiant.com/2010/ioc\">", "a", "openioc" },
	{ "<html>", "a", "list" },
	{ "# URLhaus\nhttp://a.example/\n", "a", "urlhaus-text" },
	{ "http://a.example/\n# URLhaus\n", "a", "list" },
	{ "", "a", "list" },
};

static void test_told_apart(void)
{
	for (size_t i = 0; i < sizeof(told_apart) / sizeof(told_apart[0]); i++) {
		const char *head = told_apart[i].head;
		size_t n = strlen(head);
		const struct import_format *format = NULL;
		for (size_t cut = 0; cut <= n; cut++)
			format = import_recognise((struct text) { edge_copy(head, cut), cut },
			    text_of(told_apart[i].name));
		IS_TEXT(text_of(format->name), text_of(told_apart[i].format), "row %zu is of %s", i,
		    told_apart[i].format);
	}
}

static const struct {
	const char *line;
	char delimiter;
} delimiters[] = {
	{ "a,b,c", ',' },
	{ "a;b;c,d", ';' },
	{ "a\tb\tc", '\t' },
	{ "# x;y;z\n\na|b", '|' },
	{ "\"a;b;c\",d", ',' },
	{ "alone", ',' },
};

static void test_delimiters(void)
{
	for (size_t i = 0; i < sizeof(delimiters) / sizeof(delimiters[0]); i++)
		IS_NUMBER(table_delimiter(text_of(delimiters[i].line)), delimiters[i].delimiter,
		    "row %zu", i);
}

/* What Maltrail ships keeps its own grammar; what the user names has its armour taken off. */
static void test_bundled(void)
{
	struct fault f;
	file_of_string("tree/malware/a.txt", "x[.]example\ny.example/a // b\n");
	const char *tree[] = { file_path("tree"), NULL };
	struct store *s = store_from("tree.trails", tree, &f);
	OK(s && store_find_key(s, TEXT("x[.]example")) != TRAIL_NONE, "a tree's line as it stands");
	OK(s && store_find_key(s, TEXT("x.example")) == TRAIL_NONE, "not as a name");
	store_close(s);
	s = store_of_text(
	    "own.txt", "x[.]example ; why\ny.example/a // b\nhxxp://z[.]example/a;b\n");
	OK(store_find_key(s, TEXT("x.example")) != TRAIL_NONE, "a list of one's own");
	OK(store_find_key(s, TEXT("y.example/a")) != TRAIL_NONE, "a comment behind a URL");
	OK(store_find_key(s, TEXT("z.example/a;b")) != TRAIL_NONE, "no comment inside of a URL");
	store_close(s);
	s = store_of_text("own.csv", "x[.]example,info,reference\n");
	OK(store_find_key(s, TEXT("x[.]example")) != TRAIL_NONE, "rows of trails.csv");
	store_close(s);
}

static void test_cited(void)
{
	struct store_claim claim;
	struct store *s =
	    store_of_text("drop.txt", "; Last-Modified: today\n192.0.2.0/24 ; SBL12\n");
	IS_NUMBER(store_claims(s, 0, &claim, 1), 1, "one source says so");
	IS_TEXT(claim.citation, TEXT("https://check.spamhaus.org/sbl/query/SBL12"), "the record");
	IS_NUMBER(claim.line, 2, "the line");
	IS_TEXT(store_source(s, 0).date, TEXT("today"), "the list's date");
	store_close(s);
	s = store_of_text("a.csv",
	    "# id,url,url_status,urlhaus_link\n\"1\",\"http://a.example/\n"
	    "b\",\"online\",\"https://u.example/1/\"\n"
	    "2,https://c.example/,online,https://u.example/2/\n");
	IS_NUMBER(store_count(s), 1, "a URL of two lines is none");
	store_claims(s, 0, &claim, 1);
	IS_TEXT(claim.citation, TEXT("https://u.example/2/"), "what its row cites");
	store_close(s);
}

int main(void)
{
	test_spellings();
	test_told_apart();
	test_delimiters();
	test_bundled();
	test_cited();
	files_remove();
	return check_done();
}
