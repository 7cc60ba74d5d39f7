/* The browser by its keys: what is at hand, what is shown, what is kept, what comes while it is open. */
#include <config.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "browser/grid.h"
#include "browser/script.h"

#include "check.h"
#include "golden-case.h"

static const char path[] = "test-browser.case", side[] = "test-browser.case.triage";

static struct case_file *create(bool growing)
{
	struct fault f = { "" };
	struct case_options options = { .path = path,
		.force = true,
		.growing = growing,
		.sensor = TEXT("s"),
		.key = { 1, 2 } };
	struct case_file *c = case_create(&options, &f);
	if (!c) {
		fprintf(stderr, "# %s\n", f.text);
		abort();
	}
	case_name_input(c, 0, TEXT("a.pcap"));
	return c;
}

static void finish(struct case_file *c)
{
	struct fault f = { "" };
	OK(case_finish(c, DAY_BEGIN, DAY_BEGIN + 86399 * NS_PER_SECOND, &f), "a case: %s", f.text);
	case_free(c);
}

static struct browser *open_case(bool follow, int columns, int rows)
{
	struct fault f = { "" };
	struct browser_options options = { .path = path, .follow = follow };
	struct browser *b = browser_new(&options, &f);
	if (!b) {
		fprintf(stderr, "# %s\n", f.text);
		abort();
	}
	canvas_resize(&b->canvas, rows, columns);
	return b;
}

static void press(struct browser *b, const char *keys)
{
	struct fault f = { "" };
	OK(script_run(b, text_of(keys), &f), "keys %s%s", keys, f.text);
}

static bool shows(struct browser *b, const char *what)
{
	struct buf screen;
	buf_init(&screen, SIZE_MAX / 4);
	canvas_dump(&b->canvas, false, &screen);
	bool found = text_find(buf_text(&screen), text_of(what)) != TEXT_NONE;
	buf_free(&screen);
	return found;
}

/* The id of the threat at hand. */
static const char *at_hand(struct browser *b)
{
	static char id[THREAT_ID_TEXT + 1];
	struct view *v = browser_top(b);
	struct arena arena = { 0 };
	struct case_threat t = { .id = TEXT("") };
	struct fault f;
	if (!case_threat_at(b->c, v->class->threat(v), &arena, &t, &f))
		t.id = TEXT("none");
	snprintf(id, sizeof(id), "%.*s", (int)t.id.n, t.id.s);
	arena_free(&arena);
	return id;
}

static void check_at_hand(struct browser *b, const char *id, const char *after)
{
	IS_TEXT(text_of(at_hand(b)), text_of(id), "at hand %s", after);
}

/* threats.md 12: the flood is the worst one, then come two events of the DGA, then 50 single ones. */
static void moving(void)
{
	struct browser *b = open_case(false, 80, 24);
	press(b, "");
	OK(shows(b, "55 threats, by severity"), "all of them");
	check_at_hand(b, "fe22c5F0", "at first");
	press(b, "j");
	check_at_hand(b, "74d338D0", "a row down");
	press(b, "G");
	check_at_hand(b, "3fbbe736", "at the end: the only low one");
	press(b, "r");
	check_at_hand(b, "3fbbe736", "with the order reversed: the same row");
	OK(browser_top(b)->class->grid(browser_top(b))->row == 0, "which is the first one now");
	press(b, "j<Home>r");
	check_at_hand(b, "fe22c5F0", "of who went to the top: the top stays");
	press(b, "jsthreat<Enter>");
	check_at_hand(b, "74d338D0", "in another order");
	OK(shows(b, "by threat"), "the order is told");
	press(b, "-");
	press(b, "snothing<Enter>");
	OK(shows(b, "there is no column nothing"), "a column that there is not");
	press(b, "sse<Tab><Enter>");
	OK(shows(b, "by se"), "completion of a column");
	browser_free(b);
}

static void filtering(void)
{
	struct browser *b = open_case(false, 80, 24);
	press(b, "/sev:low");
	OK(shows(b, "1 of 55 threats"), "while it is typed");
	press(b, "<Esc>");
	OK(shows(b, "55 threats") && !shows(b, "of 55"), "given up");
	press(b, "n");
	check_at_hand(b, "3fbbe736", "after a search for what was given up");
	press(b, "/sev:high<Enter>");
	OK(shows(b, "52 of 55 threats") && shows(b, "[sev:high]"), "a chip");
	press(b, "/-type:dns<Enter>");
	OK(shows(b, "0 of 55 threats") && shows(b, "No threat is as the filter says"), "two chips");
	press(b, "uu");
	OK(shows(b, "55 threats") && !shows(b, "[sev"), "chips taken away");
	press(b, "/sev:med<Enter>/-sev:med<Enter>");
	OK(shows(b, "53 of 55") && !shows(b, "[sev:med]"), "the contrary takes its place");
	press(b, "u<Home>f");
	OK(shows(b, "1 of 55") && shows(b, "[uid:fe22c5F0]"), "by the cell");
	press(b, "uF");
	OK(shows(b, "54 of 55") && shows(b, "[-uid:fe22c5F0]"), "without the cell");
	press(b, "<Click 1,3>");
	OK(!shows(b, "of 55"), "a click on the chip");
	press(b, "[");
	OK(shows(b, "[day:2026-01-02]"), "a day");
	press(b, "[");
	OK(shows(b, "no day before that"), "and none before it");
	press(b, "/<Up><Enter>");
	OK(shows(b, "[-sev:med]"), "what was typed before");
	press(b, "/st<Tab>");
	OK(shows(b, "filter: status:"), "completion of a field");
	press(b, "r<Tab>");
	OK(shows(b, "filter: status:resolved"), "and of its value");
	browser_free(b);
}

static void triaging(void)
{
	struct browser *b = open_case(false, 160, 24);
	press(b, "tc2<Enter>");
	OK(shows(b, "1 threat tagged"), "tagged");
	press(b, "mm");
	OK(shows(b, "2 marked"), "marked");
	press(b, "i");
	OK(shows(b, "2 threats investigating"), "status of the marked ones");
	press(b, "/status:investigating<Enter>");
	OK(shows(b, "2 of 55"), "which can be filtered");
	press(b, "U");
	OK(shows(b, "0 of 55"), "undone");
	press(b, "u<Home>mjmH");
	OK(shows(b, "55 threats") == false || shows(b, "hidden"), "hidden");
	browser_free(b);
	unlink(side);
}

static void clicking(void)
{
	struct browser *b = open_case(false, 80, 24);
	press(b, "<Click 3,5>");
	check_at_hand(b, "74d338D0", "after a click");
	press(b, "<DoubleClick 3,21>");
	OK(shows(b, "[sev:high]"), "two clicks filter by the cell");
	press(b, "u<Click 1,15>");
	OK(shows(b, "by events"), "a click on a name sorts");
	press(b, "<WheelDown 5,5><Resize 40x10>");
	OK(b->canvas.rows == 10 && shows(b, "by events"), "smaller");
	for (int columns = 1; columns <= 300; columns += 7)
		for (int rows = 1; rows <= 60; rows += 11) {
			char resize[40];
			struct fault f;
			snprintf(resize, sizeof(resize), "<Resize %dx%d><Right>", columns, rows);
			if (!script_run(b, text_of(resize), &f))
				OK(false, "%s", resize);
		}
	press(b, "<Resize 300x60>");
	OK(shows(b, "sensor") && shows(b, "reference") && shows(b, "tags"), "all columns on 300");
	browser_free(b);
}

/* --- a case that grows */

static void growing(void)
{
	struct case_file *c = create(true);
	struct feed f = { .c = c };
	feed_dns(&f, 10, "10.0.0.5", 1, "a.example", "x (malware)", "(static)");
	feed_dns(&f, 20, "10.0.0.6", 1, "b.example", "x (malware)", "(static)");
	case_publish(c, DAY_BEGIN, DAY_BEGIN + 20 * NS_PER_SECOND);
	struct browser *b = open_case(true, 80, 24);
	press(b, "jm");
	char before[THREAT_ID_TEXT + 1];
	snprintf(before, sizeof(before), "%s", at_hand(b));
	OK(shows(b, "2 threats") && shows(b, "growing"), "two threats at first");
	for (int i = 0; i < 30; i++)
		feed_dns(&f, 30 + i, "10.0.0.7", 1, "c.example", "x (malware)", "(static)");
	case_publish(c, DAY_BEGIN, DAY_BEGIN + 60 * NS_PER_SECOND);
	bool seen = false;
	for (int i = 0; i < 100 && !seen; i++) {
		usleep(50000);
		press(b, "");
		seen = shows(b, "3 threats");
	}
	OK(seen, "the third one comes");
	check_at_hand(b, before, "after it came: the row before");
	OK(shows(b, "1 marked"), "marks stay");
	finish(c);
	seen = false;
	for (int i = 0; i < 100 && !seen; i++) {
		usleep(50000);
		press(b, "");
		seen = shows(b, "the case is complete");
	}
	OK(seen && !shows(b, "growing"), "the end is told");
	browser_free(b);
}

/* --- an enemy's strings */

static bool is_clean(struct browser *b)
{
	struct buf screen;
	bool clean = true;
	buf_init(&screen, SIZE_MAX / 4);
	canvas_dump(&b->canvas, false, &screen);
	for (struct text t = buf_text(&screen); t.n && clean;) {
		size_t n = utf8_length(t);
		uint32_t c = n ? utf8_decode(t.s, n) : 0;
		clean = n && c != 0x7f && (c >= 0x20 || c == '\n') && !(c >= 0x80 && c < 0xa0) &&
		    c != 0x202e && c != 0x200b && c != 0x2066;
		t = text_from(t, n);
	}
	buf_free(&screen);
	return clean;
}

static void hostile(void)
{
	static const char *const strings[] = { "\x1b[2J\x1b]0;owned\a",
		"\xe2\x80\xae"
		"moc.elpmaxe",
		"\xff\xfe\x80", "a\nb\rc\td",
		"\xc2\x9b"
		"31m",
		"\xe6\x97\xa5\xe6\x9c\xac.example", "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
		"%n%s%d", "\xcc\x81\xcc\x81", "((((((((((a)b", "\xe2\x81\xa6x\xe2\x80\x8by" };
	struct feed f = { .c = create(false) };
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		char src[16];
		snprintf(src, sizeof(src), "10.0.0.%zu", i + 1);
		feed_dns(&f, (int)i, src, 1, strings[i], strings[i], strings[i]);
	}
	finish(f.c);
	struct browser *b = open_case(false, 200, 24);
	static const char *const keys[] = { "", "<Enter>", "<Esc>v", "<Esc>V", "<Esc>1", "5",
		"<Esc>D", "<Esc>C", "<Esc>jf", "u/\xe2\x80\xae<Enter>", "u<Resize 40x10>",
		"<Right><Right>y", "Y", "jtx\xe2\x80\xaey<Enter>" };
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		press(b, keys[i]);
		OK(is_clean(b), "nothing acts on the terminal, %zu", i);
		for (size_t k = 0; k < b->copied.n; k++)
			if (b->copied.p[k] < ' ' && b->copied.p[k] >= 0)
				OK(false, "a control byte is copied");
	}
	browser_free(b);
	unlink(side);
}

int main(void)
{
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		check_skip("there is no locale C.UTF-8");
	struct feed f = { .c = create(false) };
	feed_golden(&f);
	finish(f.c);
	moving();
	filtering();
	clicking();
	triaging();
	growing();
	hostile();
	unlink(path);
	unlink(side);
	return check_done();
}
