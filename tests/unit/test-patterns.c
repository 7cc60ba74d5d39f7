/* Units of trails that are regular expressions. Expected values: detection.md 2.5 D5, spec/trails.md 6. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "check.h"
#include "trail-files.h"
#include "trails/literals.h"
#include "trails/patterns.h"

enum { MANY = 3000 };

static struct trail pattern(const char *key)
{
	return (struct trail) { .kind = TRAIL_PATTERN,
		.key = text_of(key),
		.info = TEXT("info"),
		.reference = TEXT("(static)") };
}

static struct patterns *only(const char *key)
{
	const struct trail one = pattern(key);
	return patterns_new(&one, 1, NULL);
}

/* Where a name is cut by its match: "before<matched>behind", or "" where there is none. */
static struct text cut(struct patterns *p, const char *name)
{
	static char out[1024];
	struct pattern_match found;
	size_t n = strlen(name), at = 0;
	struct text edge = { edge_copy(name, n), n };
	if (!patterns_find(p, edge, &found))
		return (struct text) { NULL, 0 };
	const struct text parts[] = { found.before, TEXT("<"), found.matched, TEXT(">"),
		found.behind };
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		memcpy(out + at, parts[i].s, parts[i].n);
		at += parts[i].n;
	}
	return (struct text) { out, at };
}

/* Constructs that occur in trails, and what a filter must not lose. */
static void meetings(void)
{
	static const struct {
		const char *pattern, *name, *cut;
	} rows[] = {
		{ "dga[0-9]+\\.t\\.com", "dga1.t.com", "<dga1.t.com>" },
		{ "dga[0-9]+\\.t\\.com", "x.dga12.t.com.net", "x.<dga12.t.com>.net" },
		{ "dga[0-9]+\\.t\\.com", "dga.t.com", "" },
		{ "dga[0-9]+\\.t\\.com", "dga1xt.com", "" },
		{ "dga[0-9]+\\.t\\.com", "dga1.t.co", "" },
		{ "0ba[0-9]{8,15}\\.win", "0ba12345678.win", "<0ba12345678.win>" },
		{ "0ba[0-9]{8,15}\\.win", "0ba1234567.win", "" },
		{ "q(l|r)[0-9]{5,6}\\.pw", "www.qr12345.pw", "www.<qr12345.pw>" },
		{ "q(l|r)[0-9]{5,6}\\.pw", "qx12345.pw", "" },
		{ "\\b(one|two)[0-9a-z]+\\.(world|xyz)", "a-two7.xyz", "a-<two7.xyz>" },
		{ "\\b(one|two)[0-9a-z]+\\.(world|xyz)", "atwo7.xyz", "" },
		{ "zone[0-9a-z]{0,}\\.com", "zone.com", "<zone.com>" },
		{ "^[a-z]{1}\\-[a-z]{1,3}\\.top$", "a-bcd.top", "<a-bcd.top>" },
		{ "^[a-z]{1}\\-[a-z]{1,3}\\.top$", "ab-bcd.top", "" },
		{ "^[a-z]{1}\\-[a-z]{1,3}\\.top$", "a-bcd.top.org", "" },
		{ "nk[0-9][^.]*[0-9].t35.com", "nk1abc2xt35ycom", "<nk1abc2xt35ycom>" },
		{ "(a|\\w{1,3}spot|b)[0-9][0-9a-z]+\\.club", "gspot12.club", "<gspot12.club>" },
		{ "(go|v[i,y]pl)[0-9]{2,3}\\.ru", "vypl12.ru", "<vypl12.ru>" },
		{ "ab?c[0-9]+\\.xx", "ac1.xx", "<ac1.xx>" },
		{ "ab?c[0-9]+\\.xx", "abc1.xx", "<abc1.xx>" },
		{ "ab*c[0-9]+\\.xx", "abbbc1.xx", "<abbbc1.xx>" },
		{ "ab+c[0-9]+\\.xx", "abbbc1.xx", "<abbbc1.xx>" },
		{ "ab+c[0-9]+\\.xx", "ac1.xx", "" },
		{ "ab{2}c[0-9]+\\.xx", "abbc1.xx", "<abbc1.xx>" },
		{ "ab{2}c[0-9]+\\.xx", "abc1.xx", "" },
		{ "(abc)?[0-9]+\\.xx", "7.xx", "<7.xx>" },
		{ "(abc)*[0-9]+\\.xx", "7.xx", "<7.xx>" },
		{ "(abc){0,2}[0-9]+\\.xx", "7.xx", "<7.xx>" },
		{ "(abc|)[0-9]+z", "7z", "<7z>" },
		{ "(abc(def|ghi)+)[0-9]+", "abcghi7", "<abcghi7>" },
		{ "(?:abc|xyz)[0-9]+", "xyz7", "<xyz7>" },
		{ "one[0-9]+|two[0-9]+", "two7", "<two7>" },
		{ "a[0-9]+(?=\\.com)", "a7.com", "<a7>.com" },
		{ "abc\\d+[x]", "abc77x", "<abc77x>" },
		{ "x\\x41[y]", "xAy", "<xAy>" },
		{ "a{1,2[b]", "a{1,2b", "<a{1,2b>" },
		{ "[a]*a{3}b", "aaaaab", "<aaaaab>" },
		{ "long[ab]?[^]x]+e", "longzze", "<longzze>" },
		{ "[]ab]+cde", "xabcde", "x<abcde>" },
		{ "[\\]]+abc", "]abc", "<]abc>" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct patterns *p = only(rows[i].pattern);
		IS_TEXT(cut(p, rows[i].name), text_of(rows[i].cut), "%s meets %s", rows[i].pattern,
		    rows[i].name);
		patterns_free(p);
	}
}

/* "if the only damage is an unterminated group, cut at the last | inside the innermost open group and close all". */
static void damaged(void)
{
	static const struct {
		const char *pattern, *name, *cut;
		bool used;
	} rows[] = {
		{ "bad[0-9]+\\.(com|net|o", "bad1.net", "<bad1.net>", true },
		{ "bad[0-9]+\\.(com|net|o", "bad1.o", "", true },
		{ "bad[0-9]+(x(a|b)|y(cc|d", "bad1ycc", "<bad1ycc>", true },
		{ "bad[0-9]+\\.(com", "bad1.com", "", false },
		{ "(one|bad[0-9]+\\.(com", "one", "", false },
		{ "bad[0-9]+\\.(com|[ab", "bad1.com", "", false },
		{ "bad[0-9]+)\\.com", "bad1.com", "", false },
		{ "bad[0-9]+(\\(|[(|]c|d", "bad1(", "<bad1(>", true },
		{ "bad[0-9]+(?<n>a)", "bad1a", "", false },
		{ "bad[0-9]+(?P<g1>a)", "bad1a", "", false },
		{ "bad[0-9]+(?P<n>a)", "bad1a", "<bad1a>", true },
		{ "bad[0-9]+(?P<n>a)(?P<n>a)", "bad1aa", "", false },
		{ "(?<=x)bad[0-9]+", "xbad1", "x<bad1>", true },
		{ "bad\\Kb[0-9]+", "badb1", "", false },
		{ "(*ACCEPT)bad[0-9]+", "bad1", "", false },
		{ "bad[0-9]+\\", "bad1", "", false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct trail one = pattern(rows[i].pattern);
		struct notices notices = notices_kept();
		said[0] = '\0';
		struct patterns *p = patterns_new(&one, 1, &notices);
		OK((said[0] == '\0') == rows[i].used, "said where %s is not used", rows[i].pattern);
		IS_TEXT(cut(p, rows[i].name), text_of(rows[i].cut), "damaged %s meets %s",
		    rows[i].pattern, rows[i].name);
		patterns_free(p);
	}
}

/* The leftmost match wins, ties go to the earlier pattern; what was added later says what it means. */
static void choice(void)
{
	struct trail list[] = { pattern("t[0-9]+\\.com"), pattern("bad[0-9]+\\.t"),
		pattern("bad[0-9]+"), pattern("t[0-9]+\\.com") };
	struct pattern_match found;
	list[0].info = TEXT("zero");
	list[1].info = TEXT("one");
	list[2].info = TEXT("two");
	list[3].info = TEXT("three");
	struct patterns *p = patterns_new(list, 4, NULL);
	OK(patterns_find(p, TEXT("bad1.t2.com"), &found), "three patterns meet it");
	IS_TEXT(found.trail.info, TEXT("one"), "the first of those that begin leftmost");
	IS_TEXT(found.matched, TEXT("bad1.t"), "with its own match");
	OK(patterns_find(p, TEXT("bad1.x2.com"), &found), "another");
	IS_TEXT(found.trail.info, TEXT("two"), "is met by the next one");
	OK(patterns_find(p, TEXT("t2.com"), &found), "the same pattern twice");
	IS_TEXT(found.trail.info, TEXT("three"), "means what the later source says");
	patterns_free(p);
}

static void many(void)
{
	struct trail *list = xcalloc(MANY, sizeof(*list));
	char key[MANY][40], name[40];
	struct pattern_match found;
	for (int i = 0; i < MANY; i++) {
		snprintf(key[i], sizeof(key[i]), "host%dx[0-9]+\\.evil\\.com", i);
		list[i] = pattern(key[i]);
	}
	struct patterns *p = patterns_new(list, MANY, NULL);
	size_t missed = 0;
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "www.host%dx7.evil.com", i);
		missed += !patterns_find(p, text_of(name), &found) ||
		    !text_is(found.trail.key, text_of(key[i]));
	}
	IS_NUMBER(missed, 0, "each of %d patterns is met", MANY);
	OK(!patterns_may_meet(p, TEXT("www.host.evil.net")), "and most names meet none");
	patterns_free(p);
	free(list);
}

/* "(a+)+" has two to the power of n ways to fail. */
static void given_up(void)
{
	struct patterns *p = only("evil([a-z]+)+[0-9]\\.net");
	struct pattern_match found;
	char name[300];
	OK(!patterns_find(
	       p, TEXT("evilaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-1.net"), &found),
	    "a search that would not end");
	IS_NUMBER(patterns_given_up(p), 1, "is given up and counted");
	OK(!patterns_find(p, TEXT("evila-1.net"), &found), "a short one ends");
	IS_NUMBER(patterns_given_up(p), 1, "and is not counted");
	memset(name, 'a', sizeof(name));
	memcpy(name, "evil", 4);
	OK(!patterns_find(p, (struct text) { name, 256 }, &found), "no name has 256 bytes");
	IS_NUMBER(patterns_given_up(p), 2, "and that is counted too");
	patterns_free(p);
	OK(!patterns_find(NULL, TEXT("a.com"), &found) && patterns_given_up(NULL) == 0 &&
		!patterns_new(NULL, 0, NULL),
	    "no patterns");
}

static void literals(void)
{
	static const struct {
		const char *pattern, *list;
	} rows[] = {
		{ "dga[0-9]+\\.t\\.com", ".t.com" },
		{ "0ba[0-9]{8,15}\\.win", "0ba" },
		{ "(one|three)[0-9]+\\.(ru|com)", "one three" },
		{ "q(l|r)[0-9]{5,6}\\.pw", ".pw" },
		{ "www\\.[a-z]\\-[a-z]+\\.top", ".top" },
		{ "ab+cde", "bcde" },
		{ "a(bcd)?e", "a" },
		{ "(abc|[0-9])\\.x", ".x" },
		{ "abc|def", "abc def" },
		{ "abc|[d]", "" },
		{ "(?i)abc", "" },
		{ "[[:alpha:]]abc", "" },
		{ "\\Qabc\\E", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { .used = 0 };
		char out[256];
		size_t n = 0;
		struct required_texts of = literals_of(text_of(rows[i].pattern), &arena);
		for (size_t k = 0; k < of.count; k++) {
			memcpy(out + n, of.list[k].s, of.list[k].n);
			n += of.list[k].n;
			out[n++] = ' ';
		}
		IS_TEXT(((struct text) { out, n ? n - 1 : 0 }), text_of(rows[i].list),
		    "literals of %s", rows[i].pattern);
		arena_free(&arena);
	}
}

/* Files of trails to a name that is met; only with (static), in the order of the sources. */
static void from_files(void)
{
	struct fault f;
	struct pattern_match found;
	const char *list[] = {
		file_of_string(
		    "one.csv", "bad[0-9]+\\.com,one,(static)\r\nbax[0-9]+\\.net,no,(custom)\r\n"),
		file_of_string("two.csv", "worse[0-9]+\\.com,two,(static)\r\n")
	};
	struct trails *t = trails_open(list, 2, NULL, &f);
	OK(t != NULL, "two files");
	OK(trails_find_pattern(t, TEXT("bad1.com"), &found), "the first one's pattern");
	OK(trails_find_pattern(t, TEXT("a.worse1.com"), &found), "the second one's");
	IS_TEXT(found.trail.info, TEXT("two"), "with its info");
	OK(!trails_find_pattern(t, TEXT("bax1.net"), &found), "a custom trail is none");
	IS_NUMBER(trails_patterns_given_up(t), 0, "nothing was given up");
	trails_close(t);
	files_remove();
}

int main(void)
{
	meetings();
	damaged();
	choice();
	many();
	given_up();
	literals();
	from_files();
	return check_done();
}
