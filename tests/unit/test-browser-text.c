/* Views of text: wrapping, scrolling, hex dumps, ATT&CK hints (threats.md 9), why a threat is severe (5). */
#include <config.h>

#include <locale.h>
#include <stdio.h>

#include "browser/attack.h"
#include "browser/hex.h"
#include "browser/pager.h"
#include "case/threat.h"
#include "check.h"

/* The rows of the table, a word of each, and words that only look so. */
static void attack(void)
{
	static const struct {
		const char *info, *techniques;
	} rows[] = {
		{ "potential port scanning", "T1595" },
		{ "mass scanner", "T1595" },
		{ "sinkhole conficker (malware)", "T1071" },
		{ "seized domain (suspicious)", "T1071" },
		{ "asyncrat c2 (malware)", "T1071" },
		{ "Cobalt Strike", "T1071" },
		{ "brute ratel", "T1071" },
		{ "brute-ratel", "T1071" },
		{ "potential dns tunnel (suspicious)", "T1071.004" },
		{ "conficker dga (malware)", "T1568.002" },
		{ "potential dns exhaustion (suspicious)", "T1568.002" },
		{ "excessive no such domain (suspicious)", "T1568.002" },
		{ "dynamic domain (suspicious)", "T1568" },
		{ "fast flux", "T1568" },
		{ "tor exit node (suspicious)", "T1090.003" },
		{ "onion (suspicious)", "T1090.003" },
		{ "potential proxy probe (suspicious)", "T1090" },
		{ "direct .exe download (suspicious)", "T1105" },
		{ "anydesk (suspicious)", "T1219" },
		{ "remote utilities (suspicious)", "T1219" },
		{ "ransomware", "T1486" },
		{ "crypto mining (suspicious)", "T1496" },
		{ "cryptojacking", "T1496" },
		{ "ddos (malware)", "T1498" },
		{ "phishing", "T1566" },
		{ "web shell (suspicious)", "T1505.003" },
		{ "brute force", "T1110" },
		{ "tor scanner proxy", "T1595 T1090.003 T1090" },
		{ "scan scan scanning", "T1595" },
		/* parts of other words */
		{ "storage vector tornado", "" },
		{ "scandal", "" },
		{ "abc2 c21", "" },
		{ "known attacker", "" },
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct attack_hint *hints[ATTACK_HINTS];
		char got[256] = "";
		size_t n = 0, count = attack_hints(text_of(rows[i].info), hints);
		for (size_t k = 0; k < count; k++)
			n += (size_t)snprintf(
			    got + n, sizeof(got) - n, "%s%s", k ? " " : "", hints[k]->technique);
		IS_TEXT(
		    text_of(got), text_of(rows[i].techniques), "ATT&CK of \"%s\"", rows[i].info);
	}
}

static void reasons(void)
{
	static const struct {
		const char *info, *reference, *words;
		bool in_reference;
	} rows[] = {
		{ "dprk", "(custom)", "(custom)", true },
		{ "x (malware)", "(static)", "malware", false },
		{ "malware distribution", "(static)", "malware distribution", false },
		{ "mass scanner (malware)", "(static)", "mass scanner", false },
		{ "onion (suspicious)", "(static)", "", false },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool in_reference;
		const char *words = severity_reason(
		    text_of(rows[i].info), text_of(rows[i].reference), &in_reference);
		IS_TEXT(
		    text_of(words ? words : ""), text_of(rows[i].words), "why: %s", rows[i].info);
		OK(in_reference == rows[i].in_reference, "where: %s", rows[i].info);
	}
}

/* What is drawn of a label and a text in so many columns. */
static void wrap(int columns, bool ascii, struct text text, struct text wanted)
{
	struct pager p = { .cursor = 0 };
	struct canvas c;
	struct buf out;
	canvas_init(&c);
	c.ascii = ascii;
	canvas_resize(&c, 8, columns);
	buf_init(&out, 1 << 16);
	p.still = true;
	p.ascii = ascii;
	pager_label(&p, "ab", 4);
	pager_add(&p, STYLE_TEXT, text);
	pager_draw(&p, &c, (struct area) { 0, 0, 8, columns });
	canvas_dump(&c, false, &out);
	struct text got = buf_text(&out);
	while (got.n && got.s[got.n - 1] == '\n')
		got.n--;
	IS_TEXT(got, wanted, "%zu bytes in %d columns", text.n, columns);
	buf_free(&out);
	canvas_free(&c);
	pager_free(&p);
}

static void wraps(void)
{
	wrap(20, false, TEXT("short"), TEXT("ab  short"));
	wrap(12, false, TEXT("one two three"), TEXT("ab  one two\n    three"));
	wrap(12, false, TEXT("12345678"), TEXT("ab  12345678"));
	wrap(12, false, TEXT("123456789"), TEXT("ab  12345678\n    9"));
	wrap(12, false, TEXT("a\nb"), TEXT("ab  a\n    b"));
	wrap(12, false, TEXT("12345678\nb"), TEXT("ab  12345678\n    b"));
	wrap(12, false, TEXT(""), TEXT("ab"));
	/* Two columns each: four of them fill eight, the fifth goes on below. */
	wrap(12, false, TEXT("例例例例例"), TEXT("ab  例例例例\n    例"));
	wrap(13, false, TEXT("例例例例例"), TEXT("ab  例例例例\n    例"));
	/* A mark takes no column. */
	wrap(12, false, TEXT("1234567e\xcc\x81"), TEXT("ab  1234567e\xcc\x81"));
	wrap(12, false, TEXT("\x1b[31m"), TEXT("ab  \\x1b[31m"));
	wrap(12, false, TEXT("123456\xff"), TEXT("ab  123456\n    \\xff"));
	wrap(16, true, TEXT("é 1234567"), TEXT("ab  \\u{e9}\n    1234567"));
	/* Narrower than twice the label, it is put in half of it. */
	wrap(6, false, TEXT("12345"), TEXT("ab  12\n   345"));
}

static void scrolls(void)
{
	enum { LINES = 100, ROWS = 10 };
	struct pager p = { .cursor = 0 };
	struct canvas c;
	struct input in = { .kind = INPUT_KEY };
	const struct area a = { 0, 0, ROWS, 20 };
	canvas_init(&c);
	canvas_resize(&c, ROWS, 20);
	for (size_t i = 0; i < LINES; i++) {
		pager_line(&p, 0);
		pager_format(&p, STYLE_TEXT, "line %zu", i);
		pager_of(&p, "", TEXT(""), i);
	}
	pager_draw(&p, &c, a);
	IS_NUMBER(pager_below(&p), LINES - ROWS, "the others are below");
	in.request = REQUEST_PAGE_DOWN;
	OK(pager_request(&p, &in), "a page down");
	pager_draw(&p, &c, a);
	IS_NUMBER(p.top, ROWS - 1, "goes on with the last line of the page before");
	in.request = REQUEST_LAST;
	pager_request(&p, &in);
	pager_draw(&p, &c, a);
	IS_NUMBER(pager_at(&p)->tag, LINES - 1, "the last line");
	IS_NUMBER(p.top, LINES - ROWS, "the page is full");
	in.request = REQUEST_DOWN;
	pager_request(&p, &in);
	IS_NUMBER(pager_at(&p)->tag, LINES - 1, "there is none below it");
	in = (struct input) { .kind = INPUT_CLICK, .row = 3, .column = 5 };
	OK(pager_request(&p, &in), "a click");
	IS_NUMBER(pager_at(&p)->tag, LINES - ROWS + 3, "chooses the line");
	in.row = ROWS;
	OK(!pager_request(&p, &in), "one outside does not");
	pager_clear(&p);
	pager_draw(&p, &c, a);
	OK(pager_at(&p) == NULL, "nothing is at hand where there is nothing");
	canvas_free(&c);
	pager_free(&p);
}

static void hexes(void)
{
	static const struct {
		int columns, width;
	} rows[] = { { 200, 32 }, { 135, 32 }, { 134, 16 }, { 80, 16 }, { 71, 16 }, { 70, 8 },
		{ 40, 8 }, { 39, 8 }, { 38, 4 }, { 10, 4 } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		IS_NUMBER(hex_width(rows[i].columns), rows[i].width, "bytes in %d columns",
		    rows[i].columns);
	const struct evidence_mark marks[] = { { 2, 3 }, { 100, 1 } };
	uint8_t bytes[101];
	struct canvas c;
	struct buf out;
	memset(bytes, 'A', sizeof(bytes));
	bytes[3] = 0;
	struct hex h = { .bytes = bytes, .count = sizeof(bytes), .marks = marks, .mark_count = 2 };
	canvas_init(&c);
	buf_init(&out, 1 << 16);
	canvas_resize(&c, 2, 40);
	hex_draw(&h, &c, (struct area) { 0, 0, 2, 40 });
	canvas_dump(&c, true, &out);
	IS_TEXT(buf_text(&out),
	    TEXT("0000  41 41 41 00 41 41 41 41  AAA.AAAA\n"
		 "0008  41 41 41 41 41 41 41 41  AAAAAAAA\n"
		 "aaaa........nnnnnnnn.............nnn....\n"
		 "aaaa....................................\n"),
	    "what matched is one piece");
	hex_show(&h, 100);
	hex_draw(&h, &c, (struct area) { 0, 0, 2, 40 });
	IS_NUMBER(h.top, 11, "the last page shows the last byte");
	hex_scroll(&h, -1000);
	IS_NUMBER(h.top, 0, "not beyond the first");
	hex_scroll(&h, 1000);
	IS_NUMBER(h.top, 11, "nor the last row");
	buf_free(&out);
	canvas_free(&c);
}

int main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	attack();
	reasons();
	wraps();
	scrolls();
	hexes();
	return check_done();
}
