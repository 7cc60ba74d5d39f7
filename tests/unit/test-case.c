/* Units of case/: writing, finishing, reading. Expected values: spec/threats.md 12, CONTRACT's words. */
#include <config.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/time.h"
#include "case/view.h"
#include "check.h"
#include "golden-case.h"

static const struct hash_key key = { 1, 2 };

/* --- the golden data set */

struct golden_row {
	const char *id;
	uint64_t events;
	enum severity severity;
	const char *values; /* sources; ports; destinations; ports; protocols: totals, first ones */
};

struct golden_check {
	size_t found, singles;
};

static void print_values(struct buf *out, const struct case_values *values)
{
	buf_number(out, values->total);
	for (size_t k = 0; k < values->count && k < 3; k++) {
		buf_char(out, k ? ',' : ':');
		buf_add(out, values->list[k]);
	}
	buf_char(out, ' ');
}

static bool check_golden(void *context, const struct case_threat *t)
{
	static const struct golden_row rows[] = {
		{ "fe22c5F0", 51, SEVERITY_HIGH,
		    "51:10.1.0.1,10.1.0.2,10.1.0.3 51:40001,40002,40003 1:8.8.8.8 1:53 1:UDP " },
		{ "de9e7699", 1, SEVERITY_HIGH, "1:10.2.0.1 1:40001 1:8.8.8.8 1:53 1:UDP " },
		{ "b35977c1", 1, SEVERITY_HIGH, "1:10.2.0.2 1:40002 1:8.8.8.8 1:53 1:UDP " },
		{ "38852081", 1, SEVERITY_HIGH, "1:10.2.0.3 1:40003 1:8.8.8.8 1:53 1:UDP " },
		{ "74d338D0", 2, SEVERITY_HIGH, "1:10.3.0.1 1:1 1:8.8.8.8 1:53 1:UDP " },
		{ "a2beb6N0", 2, SEVERITY_MEDIUM, "2:10.3.0.2,10.3.0.3 1:1 1:8.8.8.8 1:53 1:UDP " },
		{ "3fbbe736", 2, SEVERITY_LOW,
		    "1:10.3.0.4 2:1111,3333 2:9.9.9.7,9.9.9.9 2:22,443 1:TCP " },
		{ "dd0c5914", 1, SEVERITY_MEDIUM, "1:10.3.0.5 1:3333 1:9.9.9.7 1:443 1:TCP " },
	};
	struct golden_check *check = context;
	struct buf out;
	buf_init(&out, 10000);
	print_values(&out, &t->src_ip);
	print_values(&out, &t->src_port);
	print_values(&out, &t->dst_ip);
	print_values(&out, &t->dst_port);
	print_values(&out, &t->proto);
	check->singles += t->events == 1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!text_is(t->id, text_of(rows[i].id)))
			continue;
		check->found++;
		IS_NUMBER(t->events, rows[i].events, "%s: events", rows[i].id);
		IS_NUMBER(t->severity, rows[i].severity, "%s: severity", rows[i].id);
		IS_TEXT(buf_text(&out), text_of(rows[i].values), "%s: values", rows[i].id);
	}
	if (text_is(t->id, TEXT("fe22c5F0"))) {
		IS_NUMBER(
		    t->first, DAY_BEGIN + (3 * 3600 + 4 * 60 + 1) * NS_PER_SECOND, "first seen");
		IS_NUMBER(
		    t->last, DAY_BEGIN + (3 * 3600 + 4 * 60 + 51) * NS_PER_SECOND, "last seen");
		IS_NUMBER(t->bins[3], 51, "all in the hour after three");
		IS_TEXT(t->trail, TEXT("flood.example"), "trail");
		IS_TEXT(t->sensor.list[0], TEXT("s"), "sensor");
	}
	buf_free(&out);
	return true;
}

static void golden(void)
{
	struct fault fault = { "" };
	struct case_options options = { .sensor = TEXT("s"), .key = key };
	struct feed f = { case_create(&options, &fault), 0 };
	struct golden_check check = { 0 };
	feed_golden(&f);
	OK(case_finish(f.c, DAY_BEGIN, DAY_BEGIN + 86399 * NS_PER_SECOND, &fault),
	    "golden set finished");
	struct case_totals totals;
	OK(case_totals(f.c, &totals, &fault), "totals");
	IS_NUMBER(totals.events, 108, "events");
	IS_NUMBER(totals.kept, 108, "kept");
	IS_NUMBER(totals.suppressed, 0, "suppressed");
	IS_NUMBER(totals.threats[0], 55, "threats");
	IS_NUMBER(totals.threats[SEVERITY_HIGH], 52, "high");
	IS_NUMBER(totals.threats[SEVERITY_MEDIUM], 2, "medium");
	IS_NUMBER(totals.threats[SEVERITY_LOW], 1, "low");
	OK(case_each_threat(f.c, check_golden, &check, &fault), "threats");
	IS_NUMBER(check.found, 8, "the named ones");
	IS_NUMBER(check.singles, 51, "50 sources are no flood, and the user agent");
	IS_TEXT(case_get(f.c, "spark_width"), TEXT("3600000000000"), "bins of an hour");
	IS_TEXT(case_get(f.c, "spark_start"), TEXT("1767312000000000000"), "from midnight");
	case_free(f.c);
}

/* --- the file */

static const char path[] = "test-case.case", other_path[] = "test-case-other.case";

static struct case_file *create(bool force, struct fault *f)
{
	struct case_options options = { .path = path,
		.force = force,
		.events_per_threat = 20,
		.sensor = TEXT("s"),
		.key = key };
	*f = (struct fault) { "" };
	return case_create(&options, f);
}

static void fill(struct case_file *c)
{
	static const struct case_interface interfaces[] = { { TEXT("ETHERNET"), 1, 262144, 7,
								TEXT("eth0") },
		{ TEXT("RAW"), 101, 96, 3, TEXT("") } };
	static const struct case_gap gaps[] = { { 1000, 24, TEXT("record length") } };
	static const struct case_count fates[] = { { TEXT("examined"), 6 },
		{ TEXT("not-ip"), UINT64_MAX }, { TEXT("cut-by-snap-length"), 3 } };
	struct case_input input = { .name = TEXT("dir/a.pcap"),
		.member = TEXT("in.zip!b/\xff.pcap"),
		.stored_digest = TEXT("ff00"),
		.stored_size = 300,
		.dropped_kernel = 12,
		.dropped_interface = UINT64_C(1) << 40,
		.fates = fates,
		.fate_count = 2,
		.state = TEXT("damaged"),
		.format = TEXT("pcapng"),
		.why = TEXT("cut at 1000"),
		.digest_kind = TEXT("sha256"),
		.digest = TEXT("00ff"),
		.size = 5000,
		.frames = 10,
		.frame_bytes = 4000,
		.backwards = 2,
		.first = -5,
		.last = INT64_C(1767312000123456789),
		.interfaces = interfaces,
		.interface_count = 2,
		.gaps = gaps,
		.gap_count = 1 };
	const struct case_input empty = { .name = TEXT("z.pcap"),
		.state = TEXT("unread"),
		.first = TIME_NONE,
		.last = TIME_NONE };
	struct feed f = { c, 0 };
	case_name_input(c, 0, TEXT("dir/a.pcap"));
	case_name_input(c, 1, TEXT("z.pcap"));
	feed_golden(&f);
	case_set(c, "tool", TEXT("trailsift"));
	case_set(c, "version", TEXT("0"));
	case_set(c, "version", TEXT("0.1.0"));
	case_add_option(c, "filter", TEXT("not \xff port 22"));
	case_add_option(c, "enable", TEXT("all"));
	case_add_total(c, "packets", "ip4", 1);
	case_add_total(c, "anomalies", "ip4.short", UINT64_MAX);
	case_add_total(c, "packets", "ip4", 7);
	case_add_limit(c, "scans", 65536, 1);
	case_add_limit(c, "scans", 65536, 3);
	case_set_input(c, 1, &empty);
	input.fate_count = 3;
	case_set_input(c, 0, &input);
	input.fate_count = 2; /* what was said before of an input is replaced */
	case_set_input(c, 0, &input);
	case_add_observable(c, OBSERVABLE_NAME, TEXT("flood.example"), 5, 0, 1);
}

static struct case_file *make_case(void)
{
	struct fault fault;
	struct case_file *c = create(true, &fault);
	OK(c != NULL, "created: %s", fault.text);
	fill(c);
	OK(case_finish(c, DAY_BEGIN, DAY_BEGIN + 86399 * NS_PER_SECOND, &fault), "finished: %s",
	    fault.text);
	return c;
}

static bool read_input(void *context, const struct case_input *i)
{
	int *seen = context;
	if ((*seen)++) {
		OK(i->first == TIME_NONE && i->last == TIME_NONE && i->interface_count == 0 &&
			i->gap_count == 0 && i->fate_count == 0 && i->member.n == 0 &&
			i->stored_digest.n == 0,
		    "an input without frames");
		return true;
	}
	IS_TEXT(i->name, TEXT("dir/a.pcap"), "input name");
	IS_TEXT(i->state, TEXT("damaged"), "state");
	IS_TEXT(i->format, TEXT("pcapng"), "format");
	IS_TEXT(i->why, TEXT("cut at 1000"), "why");
	IS_TEXT(i->digest_kind, TEXT("sha256"), "digest kind");
	IS_TEXT(i->digest, TEXT("00ff"), "digest");
	OK(i->size == 5000 && i->frames == 10 && i->frame_bytes == 4000 && i->backwards == 2 &&
		i->first == -5 && i->last == INT64_C(1767312000123456789),
	    "its numbers");
	OK(i->interface_count == 2 && i->interfaces[1].link_number == 101 &&
		i->interfaces[1].snaplen == 96 && i->interfaces[0].frames == 7 &&
		text_is(i->interfaces[0].name, TEXT("eth0")) &&
		text_is(i->interfaces[1].link, TEXT("RAW")),
	    "its interfaces");
	OK(i->gap_count == 1 && i->gaps[0].offset == 1000 && i->gaps[0].bytes == 24 &&
		text_is(i->gaps[0].what, TEXT("record length")),
	    "its gap");
	IS_TEXT(i->member, TEXT("in.zip!b/\xff.pcap"), "path inside the stored file");
	IS_TEXT(i->stored_digest, TEXT("ff00"), "digest of the stored file");
	OK(i->stored_size == 300 && i->dropped_kernel == 12 &&
		i->dropped_interface == UINT64_C(1) << 40,
	    "what was stored and what was dropped");
	OK(i->fate_count == 2 && text_is(i->fates[0].name, TEXT("examined")) &&
		i->fates[0].count == 6 && text_is(i->fates[1].name, TEXT("not-ip")) &&
		i->fates[1].count == UINT64_MAX,
	    "its frames by fate");
	return true;
}

static bool read_pair(void *context, struct text name, struct text value)
{
	buf_add(context, name);
	buf_char(context, '=');
	buf_add(context, value);
	buf_char(context, ';');
	return true;
}

static bool read_total(void *context, struct text group, struct text name, uint64_t count)
{
	buf_add(context, group);
	buf_char(context, '.');
	buf_number(context, count);
	return read_pair(context, TEXT(""), name);
}

static bool read_limit(void *context, struct text table, uint64_t cap, uint64_t evicted)
{
	buf_add(context, table);
	buf_format(context, " %llu %llu;", (unsigned long long)cap, (unsigned long long)evicted);
	return true;
}

static bool count_source(
    void *context, struct text store, struct text name, struct text digest, uint64_t trails)
{
	(void)store, (void)name, (void)digest, (void)trails;
	++*(int *)context;
	return true;
}

static void check_meta(struct case_file *c)
{
	struct fault fault;
	struct buf out;
	struct case_trails trails;
	int inputs = 0, sources = 0;
	buf_init(&out, 10000);
	OK(case_each_input(c, read_input, &inputs, &fault) && inputs == 2, "two inputs");
	OK(case_each_option(c, read_pair, &out, &fault), "options");
	OK(case_each_total(c, read_total, &out, &fault), "totals");
	OK(case_each_limit(c, read_limit, &out, &fault), "limits");
	IS_TEXT(buf_text(&out),
	    TEXT("filter=not \xff port 22;enable=all;packets.7=ip4;"
		 "anomalies.18446744073709551615=ip4.short;scans 65536 3;"),
	    "what was set");
	IS_TEXT(case_get(c, "version"), TEXT("0.1.0"), "the later fact wins");
	IS_TEXT(case_get(c, "nothing"), TEXT(""), "a fact that is not there");
	OK(case_get(c, "run_id").n == 64 && case_get(c, "findings").n == 64, "two digests");
	IS_TEXT(case_get(c, "first"), TEXT("1767312000000000000"), "the clock's begin");
	OK(case_trails(c, &trails, &fault) && trails.count == 0 && trails.kind_count == 0,
	    "no trails");
	OK(case_each_source(c, count_source, &sources, &fault) && sources == 0, "no sources");
	buf_free(&out);
}

static struct text slurp(const char *name)
{
	FILE *file = fopen(name, "rb");
	struct text t = { NULL, 0 };
	if (!file)
		return t;
	char *p = xmalloc(16 << 20);
	t.n = fread(p, 1, 16 << 20, file);
	t.s = p;
	fclose(file);
	return t;
}

static void spill(const char *name, const void *p, size_t n)
{
	FILE *file = fopen(name, "wb");
	if (!file || fwrite(p, 1, n, file) != n || fclose(file) != 0)
		abort();
}

static void drop(struct text t)
{
	free((void *)(uintptr_t)t.s);
}

static bool exists(const char *name)
{
	return access(name, F_OK) == 0;
}

static bool leaves_nothing(void)
{
	return !exists(path) && !exists("test-case.case-journal") &&
	    !exists("test-case.case-wal") && !exists("test-case.case-shm");
}

static bool count_event(void *context, const struct case_event *e)
{
	(void)e;
	++*(int *)context;
	return true;
}

static bool keep_id(void *context, const struct case_event *e)
{
	memcpy(context, e->event.s, EVENT_ID_TEXT);
	return false;
}

static void check_events(struct case_file *c)
{
	struct fault fault;
	char id[EVENT_ID_TEXT] = "";
	int all = 0, flood = 0, none = 0, found = 0;
	OK(case_each_event(c, NULL, true, count_event, &all, &fault), "events: %s", fault.text);
	IS_NUMBER(all, 77, "108 events less 31 of the flood");
	OK(case_each_event(c, "fe22c5F0", true, count_event, &flood, &fault) && flood == 20,
	    "20 events of the flood are kept");
	OK(case_each_event(c, "00000000", true, count_event, &none, &fault) && none == 0,
	    "no events of no threat");
	OK(case_each_event(c, "dd0c5914", true, keep_id, id, &fault), "an event");
	OK(case_find_event(c, id, count_event, &found, &fault) && found == 1, "found by its id %s",
	    id);
	OK(case_find_event(c, "xyz", count_event, &found, &fault) && found == 1, "no such id");
	OK(case_find_event(c, "", count_event, &found, &fault) && found == 1, "an empty id");
}

static void files(void)
{
	struct fault fault;
	unlink(path);
	struct case_file *c = make_case();
	check_meta(c);
	check_events(c);
	case_free(c);
	struct text before = slurp(path);
	OK(before.n > 0 && !exists("test-case.case-journal") && !exists("test-case.case-wal"),
	    "one file");
	c = case_open(path, &fault);
	OK(c != NULL, "opened: %s", fault.text);
	check_meta(c);
	check_events(c);
	case_free(c);
	c = create(false, &fault);
	OK(!c, "an existing file is refused");
	IS_TEXT(text_of(fault.text), TEXT("test-case.case exists; --force replaces it"),
	    "in these words");
	struct text after = slurp(path);
	OK(text_is(before, after), "reading and refusing change nothing");
	drop(after);
	case_free(make_case());
	after = slurp(path);
	OK(text_is(before, after), "the same calls give the same bytes");
	drop(after);
	drop(before);
	unlink(path);
}

static void refusals(void)
{
	struct fault fault;
	static const char foreign[] = "this is no case, but somebody's text";
	OK(!case_open(path, &fault), "a missing file");
	IS_TEXT(text_of(fault.text), TEXT("cannot open test-case.case: No such file or directory"),
	    "says so");
	OK(!case_open(".", &fault), "a directory");
	IS_TEXT(text_of(fault.text), TEXT(". is not a case"), "says so");
	spill(path, foreign, sizeof(foreign));
	OK(!case_open(path, &fault), "a foreign file");
	IS_TEXT(text_of(fault.text), TEXT("test-case.case is not a case"), "says so");
	struct case_file *c = create(true, &fault);
	OK(!c, "a foreign file is not replaced, even by force");
	IS_TEXT(text_of(fault.text), TEXT("test-case.case is not a case; it is left as it is"),
	    "says so");
	struct text left = slurp(path);
	OK(text_is(left, (struct text) { foreign, sizeof(foreign) }), "it is as it was");
	drop(left);
	spill(path, "", 0);
	OK(!case_open(path, &fault), "an empty file");
	c = create(true, &fault);
	OK(c != NULL, "is replaced by force");
	OK(!case_open(path, &fault), "an unfinished case");
	IS_TEXT(text_of(fault.text),
	    TEXT("test-case.case is an unfinished case: its scan did not end"), "says so");
	case_free(c);
	OK(leaves_nothing(), "a case that is not finished is removed");
	struct case_options options = { .path = "no/such/directory/x.case", .key = key };
	OK(!case_create(&options, &fault), "a directory that is not there");
	IS_TEXT(text_of(fault.text),
	    TEXT("cannot write no/such/directory/x.case: No such file or directory"), "says so");
	static const char odd[] = "test case%41?x#y.case";
	options.path = odd;
	c = case_create(&options, &fault);
	OK(c && exists(odd), "an odd name is taken as it is");
	case_free(c);
	OK(!exists(odd), "and removed as it is");
}

static void versions(void)
{
	struct fault fault;
	case_free(make_case());
	struct text good = slurp(path);
	char *p = xstrndup(good.s, good.n);
	OK(p[63] == 3, "cases are of version 3");
	p[63] = 4;
	spill(path, p, good.n);
	OK(!case_open(path, &fault), "another version");
	IS_TEXT(text_of(fault.text),
	    TEXT("test-case.case is a case of version 4; this program reads version 3"), "says so");
	p[63] = 3;
	p[71] ^= 1;
	spill(path, p, good.n);
	OK(!case_open(path, &fault), "another program's database");
	free(p);
	drop(good);
	unlink(path);
}

/* --- damage */

static bool use_threat(void *context, const struct case_threat *t)
{
	const struct case_values *values[] = { &t->sensor, &t->src_ip, &t->src_port, &t->dst_ip,
		&t->dst_port, &t->proto, &t->tags };
	uint64_t *sum = context;
	for (size_t i = 0; i < 7; i++)
		for (size_t k = 0; k < values[i]->count; k++)
			*sum += values[i]->list[k].n;
	*sum += t->id.n + t->trail.n + t->info.n + t->capture.n + t->events + t->bins[3];
	return true;
}

static bool use_event(void *context, const struct case_event *e)
{
	uint64_t *sum = context;
	*sum += e->src_ip.n + e->trail.n + e->observed.n + e->status.n + e->flow.n + e->capture.n +
	    strlen(e->direction) + (uint64_t)e->time;
	return true;
}

static bool use_input(void *context, const struct case_input *i)
{
	*(uint64_t *)context += i->name.n + i->interface_count + i->gap_count + i->fate_count;
	return true;
}

/* Reads everything; whether something was said to be wrong. */
static bool reads_all(const char *name, uint64_t *sum)
{
	struct fault fault = { "" };
	struct case_totals totals;
	struct case_trails trails;
	struct case_file *c = case_open(name, &fault);
	*sum = 0;
	if (!c)
		return false;
	bool good = case_each_threat(c, use_threat, sum, &fault);
	good &= case_each_event(c, NULL, true, use_event, sum, &fault);
	good &= case_each_event(c, "fe22c5F0", true, use_event, sum, &fault);
	good &= case_each_input(c, use_input, sum, &fault);
	good &= case_totals(c, &totals, &fault) && case_trails(c, &trails, &fault);
	case_free(c);
	return good;
}

static void damage(void)
{
	case_free(make_case());
	struct text good = slurp(path);
	unlink(path);
	uint64_t wanted, sum, state = 1;
	spill(other_path, good.s, good.n);
	OK(reads_all(other_path, &wanted) && wanted, "the undamaged case");
	size_t refused = 0, changed = 0;
	for (int i = 0; i < 1000; i++) {
		char *p = xstrndup(good.s, good.n);
		for (int k = 0; k < 4; k++) {
			state =
			    state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			p[(state >> 20) % good.n] ^= (char)(1 << (state >> 10) % 8);
		}
		spill(other_path, p, good.n);
		bool told = !reads_all(other_path, &sum);
		refused += told;
		changed += !told && sum != wanted;
		free(p);
	}
	OK(refused > 50, "%zu of 1000 flips are told, %zu go unnoticed", refused, changed);
	refused = 0;
	size_t cuts = 0;
	for (size_t n = 0; n < good.n; n += 509, cuts++) {
		spill(other_path, good.s, n);
		refused += !reads_all(other_path, &sum);
	}
	OK(refused == cuts, "%zu of %zu cuts are told", refused, cuts);
	drop(good);
	unlink(other_path);
}

/* --- a full disk */

static void full_disk(void)
{
	struct rlimit before, tiny;
	struct fault fault = { "" };
	signal(SIGXFSZ, SIG_IGN);
	if (getrlimit(RLIMIT_FSIZE, &before) != 0)
		abort();
	for (rlim_t size = 0; size < 300000; size += size < 20000 ? 4096 : 65536) {
		tiny = before;
		tiny.rlim_cur = size;
		fflush(stdout);
		setrlimit(RLIMIT_FSIZE, &tiny);
		bool good = false;
		struct case_file *c = create(true, &fault);
		if (c) {
			struct feed f = { c, 0 };
			for (int i = 0; i < 200000 && !case_failed(c); i++) {
				char src[32];
				snprintf(src, sizeof(src), "10.%d.%d.%d", i >> 16, i >> 8 & 255,
				    i & 255);
				feed_dns(&f, i, src, 1, src, "x (malware)", "(static)");
			}
			good = case_finish(c, DAY_BEGIN, DAY_BEGIN + NS_PER_SECOND, &fault);
			case_free(c);
		}
		setrlimit(RLIMIT_FSIZE, &before);
		OK(!good && text_starts(text_of(fault.text), TEXT("cannot write test-case.case: ")),
		    "%llu bytes: %s", (unsigned long long)size, fault.text);
		OK(leaves_nothing(), "nothing is left");
	}
}

/* --- counting, forwarding, nesting */

static bool nested_event(void *context, const struct case_event *e)
{
	const struct case_threat *t = context;
	return text_is(e->threat, t->id);
}

struct nesting {
	struct case_file *c;
	size_t threats;
	bool good;
};

static bool nested_threat(void *context, const struct case_threat *t)
{
	struct nesting *n = context;
	struct fault fault;
	char id[THREAT_ID_TEXT], trail[100];
	snprintf(id, sizeof(id), "%.*s", (int)t->id.n, t->id.s);
	snprintf(trail, sizeof(trail), "%.*s", (int)t->trail.n, t->trail.s);
	struct case_threat copy = *t;
	n->good &= case_each_event(n->c, id, true, nested_event, &copy, &fault);
	n->good &= text_is(t->trail, text_of(trail)) && text_is(t->id, text_of(id));
	n->threats++;
	return true;
}

static bool count_is_seven(void *context, const struct case_event *e)
{
	*(bool *)context |= e->count == 7;
	return true;
}

static void odds_and_ends(void)
{
	struct fault fault = { "" };
	struct case_file *c = create(true, &fault);
	struct feed f = { c, 0 };
	bool seven = false;
	feed_golden(&f);
	OK(case_groups(c) == 51 + 50 + 2 + 1 + 1 + 1, "groups before floods are known");
	case_count_event(c, 3, 7);
	case_count_event(c, 30, 7);
	case_count_event(c, 4711, 7);
	OK(case_finish(c, DAY_BEGIN, DAY_BEGIN, &fault), "finished: %s", fault.text);
	OK(case_each_event(c, NULL, false, count_is_seven, &seven, &fault) && seven,
	    "a count was set");
	struct nesting n = { c, 0, true };
	OK(case_each_threat(c, nested_threat, &n, &fault) && n.good && n.threats == 55,
	    "events can be read while threats are");
	case_free(c);
	unlink(path);
	struct case_options options = { .key = key };
	c = case_create(&options, &fault);
	OK(case_finish(c, TIME_NONE, TIME_NONE, &fault), "a case without events: %s", fault.text);
	IS_TEXT(case_get(c, "first"), TEXT(""), "has no first time");
	struct case_totals totals;
	OK(case_totals(c, &totals, &fault) && totals.events == 0 && totals.threats[0] == 0,
	    "no totals");
	case_free(c);
	case_free(NULL);
}

/* --- what is one threat, alone in a case */

static void joined(void)
{
	static const char dga[] = "conficker dga (malware)", plain[] = "x (malware)";
	static const struct {
		const char *name, *info;
		size_t sources, trails; /* each source meets each trail */
		uint64_t threats;
	} rows[] = {
		{ "nothing in common", plain, 2, 2, 4 },
		{ "trails of a DGA", dga, 1, 3, 1 },
		{ "trails of a DGA, by two", dga, 2, 2, 2 },
		{ "no flood yet", plain, 50, 1, 50 },
		{ "a flood", plain, 51, 1, 1 },
		{ "two floods", plain, 51, 2, 2 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fault fault = { "" };
		struct case_options options = { .sensor = TEXT("s"), .key = key };
		struct feed f = { case_create(&options, &fault), 0 };
		struct case_totals totals = { .events = 0 };
		char src[32], trail[32];
		for (size_t k = 0; k < rows[i].sources * rows[i].trails; k++) {
			snprintf(src, sizeof(src), "10.1.0.%zu", k / rows[i].trails);
			snprintf(trail, sizeof(trail), "t%zu.example", k % rows[i].trails);
			feed_dns(&f, (int)k, src, 1, trail, rows[i].info, "(static)");
		}
		OK(case_finish(f.c, DAY_BEGIN, DAY_BEGIN, &fault) &&
			case_totals(f.c, &totals, &fault),
		    "%s: %s", rows[i].name, fault.text);
		IS_NUMBER(totals.threats[0], rows[i].threats, "%s: threats", rows[i].name);
		IS_NUMBER(totals.events, f.serial, "%s: events", rows[i].name);
		case_free(f.c);
	}
}

/* --- the trail set */

static bool read_source(
    void *context, struct text store, struct text name, struct text digest, uint64_t trails)
{
	buf_add(context, store);
	buf_char(context, ' ');
	buf_add(context, name);
	buf_format(context, " %llu %zu;", (unsigned long long)trails, digest.n);
	return true;
}

static void trail_set(void)
{
	static const char list[] = "# Reference: https://example.org/\nevil.example\nbad.example\n"
				   "198.51.100.7\n";
	static const char *const names[] = { "test-case-trails.txt" };
	const struct notices quiet = { NULL, NULL };
	struct fault fault = { "" };
	struct case_options options = { .key = key };
	struct case_trails got;
	struct buf out;
	spill(names[0], list, sizeof(list) - 1);
	struct trails *trails = trails_open(names, 1, &quiet, &fault);
	OK(trails != NULL, "trails: %s", fault.text);
	struct case_file *c = case_create(&options, &fault);
	case_set_trails(c, trails);
	OK(case_finish(c, TIME_NONE, TIME_NONE, &fault) && case_trails(c, &got, &fault),
	    "read back");
	IS_TEXT(got.digest, text_of(trails_digest(trails)), "its digest");
	IS_NUMBER(got.count, 3, "three trails");
	OK(got.kind_count == 2 && text_is(got.kinds[0].kind, TEXT("address")) &&
		got.kinds[0].count == 1 && text_is(got.kinds[1].kind, TEXT("domain")) &&
		got.kinds[1].count == 2,
	    "of two kinds");
	buf_init(&out, 1000);
	OK(case_each_source(c, read_source, &out, &fault), "sources");
	IS_TEXT(
	    buf_text(&out), TEXT("test-case-trails.txt test-case-trails.txt 3 64;"), "one source");
	buf_free(&out);
	case_free(c);
	trails_close(trails);
	unlink(names[0]);
}

int main(void)
{
	golden();
	files();
	refusals();
	versions();
	damage();
	full_disk();
	odds_and_ends();
	joined();
	trail_set();
	return check_done();
}
