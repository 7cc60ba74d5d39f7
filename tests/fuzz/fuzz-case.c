/*
 * A finished case with damage, or one that was left while it grew. An input is a list of patches, four
 * bytes each: a place (24 bits, little endian, modulo the size of the file) and the byte that goes
 * there; a byte left over means the one that grew. The first sixteen bytes and
 * the application id are left alone, so that it still is a case. A whole case as an input would be
 * mostly empty pages.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/time.h"
#include "case/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { EVENTS = 60, PATCH = 4, MAGIC = 16, APPLICATION = 68, LARGEST = 1 << 20 };

static char path[] = "/tmp/fuzz-case-XXXXXX";
static uint8_t wholes[2][LARGEST], damaged[LARGEST];
static size_t lengths[2];

static void forget(void)
{
	unlink(path);
}

/* A plain threat, a flood with several values, a suppressed event. */
static void fill(struct case_file *c)
{
	case_name_input(c, 0, TEXT("a.pcap"));
	case_add_total(c, "packets", "ip4", EVENTS);
	case_add_option(c, "filter", TEXT("port 53"));
	for (uint8_t i = 0; i < EVENTS; i++) {
		struct event e = { .serial = i + 1U,
			.frame = i + 1U,
			.first_frame = i + 1U,
			.count = 1,
			.has_ports = true,
			.proto = 17,
			.sport = i,
			.dport = 53,
			.src = { { 10, 0, 0, i }, 4 },
			.dst = { { 8, 8, 8, 8 }, 4 },
			.hit = { .trail = i % 8 ? TEXT("flood.example") : TEXT("bad.example"),
			    .info = TEXT("x (malware)"),
			    .reference = TEXT("(static)"),
			    .rule = "trail" } };
		if (i == 7)
			e.hit.suppressed = TEXT("whitelist 8.8.8.8");
		case_add_event(c, &e);
		case_add_observable(c, OBSERVABLE_NAME, e.hit.trail, i, 0, i);
	}
}

static void make_case(bool growing)
{
	struct fault f;
	struct case_options options = {
		.path = path, .force = true, .sensor = TEXT("s"), .growing = growing
	};
	struct case_file *c = case_create(&options, &f);
	if (!c)
		abort();
	fill(c);
	case_publish(c, 0, NS_PER_SECOND);
	if (!growing && !case_finish(c, 0, NS_PER_SECOND, &f))
		abort();
	case_free(c);
	FILE *file = fopen(path, "rb");
	if (!file)
		abort();
	lengths[growing] = fread(wholes[growing], 1, LARGEST, file);
	fclose(file);
}

static void make_cases(void)
{
	int fd = mkstemp(path);
	if (fd < 0 || close(fd) != 0 || atexit(forget) != 0)
		abort();
	make_case(false);
	make_case(true);
}

static void damage(bool growing, const uint8_t *data, size_t size)
{
	size_t length = lengths[growing];
	memcpy(damaged, wholes[growing], length);
	for (size_t i = 0; i + PATCH <= size; i += PATCH) {
		size_t at =
		    (data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16) % length;
		if (at >= MAGIC && (at < APPLICATION || at >= APPLICATION + 4))
			damaged[at] = data[i + 3];
	}
	FILE *file = fopen(path, "wb");
	if (!file || fwrite(damaged, 1, length, file) != length || fclose(file) != 0)
		abort();
}

static volatile size_t used;

static bool use_threat(void *context, const struct case_threat *t)
{
	(void)context;
	const struct case_values *values[] = { &t->src_ip, &t->src_port, &t->dst_ip, &t->proto };
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		for (size_t k = 0; k < values[i]->count; k++)
			used += values[i]->list[k].n;
	used += t->id.n + t->type.n + t->trail.n + t->info.n + t->reference.n + t->capture.n;
	return true;
}

static bool use_event(void *context, const struct case_event *e)
{
	(void)context;
	used += e->type.n + e->info.n + e->trail.n + e->flow.n + e->status.n + strlen(e->direction);
	return true;
}

static bool use_input(void *context, const struct case_input *i)
{
	(void)context;
	used += i->name.n + i->member.n + i->gap_count + i->interface_count + i->fate_count;
	return true;
}

static void read_all(struct case_file *c)
{
	struct fault f;
	struct case_totals totals;
	struct case_trails trails;
	(void)case_each_threat(c, use_threat, NULL, &f);
	(void)case_each_event(c, NULL, true, use_event, NULL, &f);
	(void)case_each_event(c, "fe22c5F0", true, use_event, NULL, &f);
	(void)case_find_event(c, "0123456789abcdef", use_event, NULL, &f);
	(void)case_each_input(c, use_input, NULL, &f);
	(void)case_totals(c, &totals, &f);
	(void)case_trails(c, &trails, &f);
	used += case_get(c, "findings").n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault f;
	if (!lengths[0])
		make_cases();
	damage(size % PATCH == 1, data, size);
	struct case_file *c = case_open(path, &f);
	if (c)
		read_all(c);
	else if (size < PATCH)
		abort(); /* undamaged, it opens */
	case_free(c);
	return 0;
}
