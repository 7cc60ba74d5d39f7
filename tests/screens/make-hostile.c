/* Writes a case whose every text is what an attacker would like a terminal to show. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "case/case.h"
#include "case/triage.h"
#include "case/view.h"

/* Controls, bidirectional tricks, bytes that are not UTF-8, a NUL, wide and combining characters, line breaks. */
static const struct text nasty[] = {
	TEXT("\x1b]0;owned\x07\x1b[2J\x1b[31mred"),
	TEXT("safe\xe2\x80\xae"
	     "txt.exe\xe2\x80\xac\xe2\x81\xa6x"),
	TEXT("\xff\xfe\x80 not utf-8 \xc3"),
	TEXT("nul\0hidden.example"),
	TEXT("\xe4\xbe\x8b\xe3\x81\x88.\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88"),
	TEXT("e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81z\xcc\xa8\xcd\x9f"),
	TEXT("line\nbreak\r\nand\ttab"),
	TEXT("\xc2\x9b"
	     "31m\xc2\x85 c1"),
	TEXT("=cmd|' /C calc'!A0 <script>alert(1)</script> \\x41 %00"),
	TEXT(
	    "\xf0\x9f\x92\xa9\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9 \xef\xbb\xbf\xe2\x80\x8b zero"),
};

enum { NASTY = sizeof(nasty) / sizeof(nasty[0]), EVENTS = 40 };

static struct text any(uint64_t n)
{
	return nasty[n % NASTY];
}

static void add_input(struct case_file *c)
{
	const struct case_interface interface = { TEXT("EN10MB"), 1, 100, 5, nasty[0] };
	const struct case_gap gap = { 123, 456, nasty[1] };
	const struct case_count fates[] = { { TEXT("examined"), 3 }, { nasty[6], 2 } };
	const struct case_input in = { .name = nasty[0],
		.state = TEXT("damaged"),
		.format = nasty[7],
		.why = nasty[6],
		.digest_kind = TEXT("xxh128"),
		.digest = nasty[2],
		.member = nasty[1],
		.size = 1000,
		.frames = 5,
		.first = NS_PER_SECOND,
		.last = EVENTS * NS_PER_SECOND,
		.interfaces = &interface,
		.interface_count = 1,
		.gaps = &gap,
		.gap_count = 1,
		.fates = fates,
		.fate_count = 2 };
	case_set_input(c, 0, &in);
}

static void add_event(struct case_file *c, uint64_t n)
{
	struct event e = {
		.serial = n, .count = n, .has_ports = true, .sport = 31337, .dport = 53
	};
	e.time = e.clock = (int64_t)n * NS_PER_SECOND;
	e.frame = n + 2;
	e.first_frame = n;
	e.proto = n % 3 ? 17 : 6;
	e.src = (struct address) { { 10, 0, 0, (uint8_t)(n % 7) }, 4 };
	e.dst = (struct address) { { 203, 0, 113, (uint8_t)n }, 4 };
	e.forwarded = any(n + 1);
	e.tunnel = any(n + 2);
	e.threshold = n;
	e.measured = 2 * n;
	e.hit = (struct hit) { .type = n % 2 ? EVENT_DNS : EVENT_URL,
		.trail = any(n),
		.info = any(n / 2 + 3),
		.reference = any(n / 3),
		.citation = any(n + 4),
		.observed = any(n + 5),
		.rule = "trail" };
	case_add_event(c, &e);
}

static void add_names(struct case_file *c)
{
	char value[256] = "203.0.113.1 ";
	size_t start = strlen(value);
	for (size_t i = 0; i < NASTY; i++) {
		memcpy(value + start, nasty[i].s, nasty[i].n);
		case_add_observable(c, OBSERVABLE_RESOLUTION,
		    (struct text) { value, start + nasty[i].n }, NS_PER_SECOND, 0, 1);
	}
}

struct triaging {
	struct triage *triage;
	uint64_t count;
};

static bool say(void *context, const struct case_threat *t)
{
	struct triaging *s = context;
	struct fault f;
	bool good = triage_tag(s->triage, &t->id, 1, any(s->count), &f) &&
	    triage_note(s->triage, &t->id, 1, any(s->count + 6), &f);
	s->count++;
	return good;
}

static bool triage_all(const char *path, struct fault *f)
{
	struct case_file *c = case_open(path, f);
	struct triaging s = { triage_open(path, f), 0 };
	bool good = c && s.triage && case_each_threat(c, say, &s, f) &&
	    triage_save_view(s.triage, nasty[0], TEXT("chip \x1b[2J\nsort \xff"), f);
	case_free(c);
	triage_free(s.triage);
	return good;
}

int main(int argc, char **argv)
{
	struct fault f;
	struct case_options options = { .path = argc > 1 ? argv[1] : "hostile.case",
		.force = true,
		.sensor = nasty[0],
		.key = { 1, 2 } };
	struct case_file *c = case_create(&options, &f);
	bool good = c != NULL;
	if (good) {
		case_set(c, "tool", nasty[0]);
		case_name_input(c, 0, nasty[0]);
		add_input(c);
		for (uint64_t n = 1; n <= EVENTS; n++)
			add_event(c, n);
		add_names(c);
		case_add_total(c, "anomalies", "ip4.short", 3);
		good = case_finish(c, NS_PER_SECOND, EVENTS * NS_PER_SECOND, &f);
		case_free(c);
	}
	if (good && triage_all(options.path, &f))
		return 0;
	fprintf(stderr, "%s\n", f.text);
	return 1;
}
