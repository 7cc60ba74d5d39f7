/*
 * Units of scan/save: what is kept, against a model that has all frames in one list; what was
 * written is read back with the reader of capture/.
 */
#include <config.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/time.h"
#include "capture/pcapng_write.h"
#include "check.h"
#include "scan/decisions.h"
#include "scan/save.h"

enum {
	FRAMES = 3000,
	FLOWS = 200,
	RECORD = 40, /* what the spool needs beside a frame's bytes */
	INPUTS = 3,
};

static char folder[64] = "save-XXXXXX";

/* xorshift64*: the same rows on every run. */
static uint64_t state;
static uint64_t next(uint64_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * UINT64_C(2685821657736338717) >> 16) % below;
}

static const struct capture_interface first_interfaces[] = { { 1, 65535, 0, "" } };
static const struct capture_interface second_interfaces[] = { { 1, 0, 0, "eth0" },
	{ 113, 262144, 0, "any" } };
static const struct capture_interface third_interfaces[] = { { 1, 96, 0, "eth1" } };
static const struct capture_input inputs[INPUTS] = {
	{ .name = "a.pcap", .interfaces = first_interfaces, .interface_count = 1 },
	{ .name = "b.pcapng", .interfaces = second_interfaces, .interface_count = 2 },
	{ .name = "eth1", .interfaces = third_interfaces, .interface_count = 1 },
};

enum fate { WAITS, KEPT, FORGOTTEN };

/* Everything that is known, with no bound but the spool's. */
struct model {
	struct frame frames[FRAMES];
	uint64_t flows[FRAMES];
	size_t count;
	size_t list[FRAMES], from, to; /* waiting, oldest first */
	uint64_t room, size;
	enum fate fates[FLOWS * 4 +
	    FRAMES]; /* by flow; fragments whose flow is not known have their own */
	size_t pieces[FRAMES], piece_count; /* frames that are these */
	size_t out[FRAMES], out_count;
	uint64_t lost;
};

static void let_go(struct model *m)
{
	size_t k = m->list[m->from++];
	m->room += RECORD + m->frames[k].captured;
	if (m->fates[m->flows[k]] == KEPT)
		m->out[m->out_count++] = k;
	else if (m->fates[m->flows[k]] == WAITS)
		m->lost++;
}

static void model_add(struct model *m, size_t k)
{
	uint64_t needs = RECORD + m->frames[k].captured;
	if (m->flows[k] == 0)
		return;
	while (m->from < m->to && m->room < needs)
		let_go(m);
	if (m->from == m->to && m->fates[m->flows[k]] == KEPT) {
		m->out[m->out_count++] = k;
	} else if (m->room < needs) {
		m->lost++;
	} else {
		m->list[m->to++] = k;
		m->room -= needs;
	}
}

static void model_flush(struct model *m)
{
	while (m->from < m->to && m->fates[m->flows[m->list[m->from]]] != WAITS)
		let_go(m);
}

static struct frame make_frame(size_t k, uint32_t most)
{
	uint32_t n = (uint32_t)(next(20) ? next(200) : next(most + 1));
	uint8_t *data = xmalloc(n + 1);
	for (uint32_t i = 0; i < n; i++)
		data[i] = (uint8_t)next(256);
	uint32_t input = (uint32_t)next(INPUTS);
	uint32_t interface = (uint32_t)next(inputs[input].interface_count);
	return (struct frame) { .data = data,
		.captured = n,
		.original = n + (uint32_t)next(2) * 100,
		.time = (int64_t)next(UINT64_C(4000000000)) * NS_PER_SECOND + (int64_t)next(1000),
		.seq = k + 1,
		.input = input,
		.interface = interface,
		.link = inputs[input].interfaces[interface].link };
}

static void free_model(struct model *m)
{
	for (size_t i = 0; i < m->count; i++)
		free((void *)(uintptr_t)m->frames[i].data);
	free(m);
}

static bool same_frame(const struct frame *got, const struct frame *wanted)
{
	return got->captured == wanted->captured && got->original == wanted->original &&
	    got->time == wanted->time && got->link == wanted->link &&
	    memcmp(got->data, wanted->data, wanted->captured) == 0;
}

/* How many frames of the file are those that the model has, in their order; it is read whole. */
static size_t read_back(const char *path, const struct model *m, bool *whole)
{
	static struct frame_batch batch;
	size_t n = 0, good = 0;
	struct fault f;
	struct capture *c = capture_new(&(struct capture_options) { .digest = DIGEST_XXH128 });
	*whole = capture_add(c, path, &f);
	capture_begin(c);
	while (capture_next(c, &batch)) {
		for (size_t i = 0; i < batch.count; i++, n++)
			good +=
			    n < m->out_count && same_frame(&batch.frames[i], &m->frames[m->out[n]]);
		frame_batch_release(&batch);
	}
	*whole = *whole && capture_input(c, 0)->state == INPUT_READ && n == good;
	capture_free(c);
	return good;
}

/* A fragment of nobody knows which flow. */
static void add_piece(struct model *m, struct saver *s, size_t k)
{
	m->flows[k] = FLOWS * 4 + k;
	m->pieces[m->piece_count++] = k;
	saver_add_piece(s, &inputs[m->frames[k].input], &m->frames[k]);
}

/* One of them is found to belong to an open flow, or to none. */
static void settle_piece(struct model *m, struct saver *s, const uint64_t *open)
{
	size_t at = next(m->piece_count), k = m->pieces[at];
	uint64_t flow = open[next(8)];
	m->pieces[at] = m->pieces[--m->piece_count];
	if (next(3)) {
		saver_join(s, m->frames[k].seq, flow);
		m->flows[k] = flow;
	} else {
		m->fates[m->flows[k]] = FORGOTTEN;
	}
	saver_drop(s, m->frames[k].seq);                /* where it was joined: nothing */
	saver_join(s, m->frames[k].seq, open[next(8)]); /* too late */
}

/* One step of a run: some open flow gets a frame; now and then one is kept or ends. Flows that
 * ended are never seen again, as in the flow table. */
static void step(struct model *m, struct saver *s, uint64_t *open, uint64_t *flows, uint32_t most)
{
	size_t k = m->count++, slot = next(8);
	m->frames[k] = make_frame(k, most);
	m->flows[k] = next(30) ? open[slot] : 0;
	if (next(6) == 0)
		add_piece(m, s, k);
	else
		saver_add(s, &inputs[m->frames[k].input], &m->frames[k], m->flows[k]);
	model_add(m, k);
	if (m->piece_count && next(5) == 0)
		settle_piece(m, s, open);
	if (next(12) == 0 && m->flows[k] && m->flows[k] < FLOWS * 4) {
		saver_keep(s, m->flows[k]);
		m->fates[m->flows[k]] = KEPT;
	}
	if (next(25) == 0 && *flows + 1 < FLOWS * 4) {
		saver_forget(s, open[slot]);
		if (m->fates[open[slot]] == WAITS)
			m->fates[open[slot]] = FORGOTTEN;
		saver_keep(s, open[slot]); /* too late: nothing */
		open[slot] = ++*flows;
	}
	if (next(16) == 0) {
		saver_flush(s);
		model_flush(m);
	}
}

static void against_model(uint64_t seed, uint64_t size, uint32_t most)
{
	struct fault f = { "" };
	struct model *m = xcalloc(1, sizeof(*m));
	bool whole, good = true;
	m->room = m->size = size;
	state = seed;
	struct saver *s = saver_new(
	    &(struct save_options) { .path = "m.pcapng", .force = true, .spool = size }, &f);
	uint64_t open[8], flows = 0;
	for (size_t i = 0; i < 8; i++)
		open[i] = ++flows;
	while (m->count < FRAMES) {
		step(m, s, open, &flows, most);
		uint64_t last = m->flows[m->count - 1];
		while (m->count % 1000 > 600 && m->piece_count)
			settle_piece(m, s, open);
		if (m->count % 1000 > 600 && m->fates[last] == WAITS) { /* little waits */
			saver_keep(s, last);
			m->fates[last] = KEPT;
		}
		if (m->count % 500 == 0) {
			saver_flush(s);
			model_flush(m);
			good = good && read_back("m.pcapng", m, &whole) == m->out_count && whole;
		}
	}
	while (m->piece_count)
		settle_piece(m, s, open);
	for (size_t i = 0; i < 8; i++) {
		saver_forget(s, open[i]);
		if (m->fates[open[i]] == WAITS)
			m->fates[open[i]] = FORGOTTEN;
	}
	saver_flush(s);
	model_flush(m);
	IS_NUMBER(saver_lost(s), m->lost, "spool of %llu: lost", (unsigned long long)size);
	IS_NUMBER(
	    saver_written(s), m->out_count, "spool of %llu: written", (unsigned long long)size);
	OK(saver_end(s, &f), "it ends well%s", f.text);
	IS_NUMBER(read_back("m.pcapng", m, &whole), m->out_count, "the same frames in order");
	OK(whole && good, "whole at every flush");
	free_model(m);
}

static void models(void)
{
	static const struct {
		uint64_t size;
		uint32_t most;
	} rows[] = {
		{ 0, 100 },
		{ 100, 300 },
		{ 5000, 1500 },
		{ 100000, 1500 },
		{ 1 << 20, 60000 },  /* larger than what stands in memory, and less than all */
		{ 3000000, 600000 }, /* single frames larger than that */
		{ UINT64_C(1) << 40, 60000 },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (uint64_t seed = 1; seed < 4; seed++)
			against_model(seed * 7919, rows[i].size, rows[i].most);
}

static struct frame plain(const char *data, int64_t time)
{
	uint32_t n = (uint32_t)strlen(data);
	return (struct frame) {
		.data = (const uint8_t *)data, .captured = n, .original = n, .time = time, .link = 1
	};
}

/* What is in a file, and its length. */
static size_t slurp(const char *path, uint8_t *out, size_t room)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, out, room);
	if (fd >= 0)
		close(fd);
	return n < 0 ? 0 : (size_t)n;
}

/* Blocks by draft-ietf-opsawg-pcapng 4.1 to 4.3, byte by byte. */
static void blocks(void)
{
	static const uint8_t wanted[] = {
		/* IDB: link 1, snap length 96; if_name "a"; if_tsresol 9 */
		1, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 96, 0, 0, 0, /* */
		2, 0, 1, 0, 'a', 0, 0, 0, 9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 0,
		/* EPB: interface 0, time 2^32 + 5, 5 of 7 bytes, a comment of 2 */
		6, 0, 0, 0, 52, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, /* */
		5, 0, 0, 0, 7, 0, 0, 0, 'h', 'e', 'l', 'l', 'o', 0, 0, 0,    /* */
		1, 0, 2, 0, 'o', 'k', 0, 0, 0, 0, 0, 0, 52, 0, 0, 0,
		/* EPB: nothing captured, no time */
		6, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* */
		0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0
	};
	uint8_t got[512] = { 0 };
	struct fault f = { "" };
	struct pcapng_writer *w = pcapng_write_begin("b.pcapng", false, &f);
	uint32_t a = pcapng_write_interface(w, 1, 96, TEXT("a"));
	struct frame frame = plain("hello", (INT64_C(1) << 32) + 5);
	frame.original = 7;
	pcapng_write_frame(w, a, &frame, TEXT("ok"));
	frame = plain("", TIME_NONE);
	pcapng_write_frame(w, a, &frame, TEXT(""));
	OK(pcapng_write_end(w, &f), "written");
	size_t n = slurp("b.pcapng", got, sizeof(got)), head = n - sizeof(wanted);
	OK(n > sizeof(wanted) && memcmp(got + head, wanted, sizeof(wanted)) == 0, "blocks");
	static const uint8_t section[] = { 0x0a, 0x0d, 0x0d, 0x0a };
	static const uint8_t behind[] = { 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 255, 255, 255, 255,
		255, 255, 255, 255, 4, 0, sizeof(PACKAGE_STRING) - 1, 0 };
	OK(memcmp(got, section, 4) == 0 && got[4] == head && got[head - 4] == head, "a section");
	OK(memcmp(got + 8, behind, sizeof(behind)) == 0, "its version, length and application");
	OK(memcmp(got + 28, PACKAGE_STRING, sizeof(PACKAGE_STRING) - 1) == 0, "the application");
	OK(!pcapng_write_begin("b.pcapng", false, &f), "an existing file is not replaced");
	IS_TEXT(text_of(f.text), TEXT("b.pcapng exists; --force replaces it"), "and says so");
	n = slurp("b.pcapng", got, sizeof(got));
	OK(n == head + sizeof(wanted), "nor touched");
}

/* A file that cannot grow: cut back to whole blocks, and told. */
static void full_disk(void)
{
	static char data[5001];
	struct fault f = { "" };
	struct rlimit before, limit;
	struct model *m = xcalloc(1, sizeof(*m));
	memset(data, 'x', 5000);
	m->frames[0] = plain(data, 1);
	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = 100000;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	struct saver *s = saver_new(
	    &(struct save_options) { .path = "full.pcapng", .all = true, .force = true }, &f);
	for (int i = 0; i < 100; i++) {
		saver_add(s, &inputs[0], &m->frames[0], 0);
		if (i % 7 == 0)
			saver_flush(s);
	}
	OK(!saver_end(s, &f), "a file that cannot grow is told");
	OK(text_starts(text_of(f.text), TEXT("cannot write full.pcapng: ")), "%s", f.text);
	/* The spool in its turn: every frame waits. */
	s = saver_new(&(struct save_options) { .path = "s.pcapng", .spool = 1 << 30 }, &f);
	for (int i = 0; i < 200; i++)
		saver_add(s, &inputs[0], &m->frames[0], 1);
	saver_keep(s, 1);
	OK(!saver_end(s, &f), "so is a spool that cannot");
	OK(text_starts(text_of(f.text), TEXT("cannot keep waiting frames beside s.pcapng: ")), "%s",
	    f.text);
	/* A ring never grows past its size, which the limit shows. */
	limit.rlim_cur = 400000;
	setrlimit(RLIMIT_FSIZE, &limit);
	s = saver_new(
	    &(struct save_options) { .path = "s.pcapng", .force = true, .spool = limit.rlim_cur },
	    &f);
	for (int i = 0; i < 400; i++)
		saver_add(s, &inputs[0], &m->frames[0], 1);
	IS_NUMBER(saver_lost(s), 400 - 400000 / 5040, "what the spool has no room for is lost");
	OK(saver_end(s, &f), "a spool is a ring: %s", f.text);
	setrlimit(RLIMIT_FSIZE, &before);
	/* A record of 5032 bytes; before it 140 at most for the section and the interface. */
	size_t whole = (100000 - 140) / 5032;
	struct stat st;
	stat("full.pcapng", &st);
	bool read;
	for (m->out_count = 0; m->out_count < whole; m->out_count++)
		m->out[m->out_count] = 0;
	IS_NUMBER(read_back("full.pcapng", m, &read), whole, "as many frames as there was room");
	OK(read && st.st_size <= 100000, "and whole blocks only");
	free(m);
}

static void comments(void)
{
	uint8_t got[1024] = { 0 };
	struct fault f = { "" };
	struct saver *s = saver_new(&(struct save_options) { .path = "c.pcapng", .all = true }, &f);
	struct frame frame = plain("abcd", TIME_NONE);
	saver_add(s, &inputs[0], &frame, 0);
	frame.time = -1;
	saver_add(s, &inputs[0], &frame, 0);
	frame.link = 0x30003;
	saver_add(s, &inputs[0], &frame, 0);
	OK(saver_end(s, &f), "written");
	struct text all = text_bytes(got, slurp("c.pcapng", got, sizeof(got)));
	OK(text_find(all, TEXT("no time")) != TEXT_NONE, "a frame without a time says so");
	OK(text_find(all, TEXT("1969-12-31T23:59:59.999999999Z")) != TEXT_NONE,
	    "and one of before 1970 which it had");
	OK(text_find(all, TEXT("a.pcap (erf_3)")) != TEXT_NONE,
	    "a link type without a number is named");
}

static void tables(void)
{
	enum { MOST = 5000 };
	static bool there[MOST + 1];
	struct decisions d = { 0 };
	size_t count = 0;
	bool good = true;
	state = 99;
	for (int i = 0; i < 200000; i++) {
		uint64_t flow = next(MOST) + 1;
		struct decision *slot = decisions_find(&d, flow);
		good = good && (slot != NULL) == there[flow] && d.count == count;
		if (slot && next(2)) {
			good = good && slot->flow == flow && slot->waiting == flow * 3;
			decisions_remove(&d, slot);
			there[flow] = false;
			count--;
		} else if (!slot) {
			decisions_add(&d, flow)->waiting = (uint32_t)flow * 3;
			there[flow] = true;
			count++;
		}
	}
	OK(good && d.size <= 16384, "200000 adds and removes");
	decisions_free(&d);
}

int main(void)
{
	if (!mkdtemp(folder) || chdir(folder) != 0)
		return 99;
	tables();
	blocks();
	comments();
	models();
	full_disk();
	static const char *const files[] = { "b.pcapng", "c.pcapng", "m.pcapng", "full.pcapng",
		"s.pcapng" };
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(files[i]);
	OK(chdir("..") == 0 && rmdir(folder) == 0, "nothing else is left behind");
	return check_done();
}
