/* Units of capture/: frames by number, with the marks of a run and without; each frame says its own. */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/memory.h"
#include "base/time.h"
#include "capture/again.h"
#include "check.h"

enum {
	FRAMES = 50000,
	LATE = 30000,    /* from there on, pcapng: a second interface */
	SECOND = 40000,  /* from there on, pcapng: another section, big-endian */
	EVERY = 1000,    /* frames, pcapng: a block of statistics, which has no number */
	JOURNAL = 20000, /* pcapng: a block that has a number and is no frame */
	ASKED = 600,
	FIRST_TIME = 1700000000,
};

static const char path[] = "test-again.capture";
static uint64_t state = 88172645463325252;

static uint64_t next(uint64_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % below;
}

static void put(struct buf *b, uint64_t v, size_t bytes, bool big)
{
	for (size_t i = 0; i < bytes; i++)
		buf_char(b, (char)(uint8_t)(v >> 8 * (big ? bytes - 1 - i : i)));
}

static uint32_t size_of(uint64_t number)
{
	return 200 + (uint32_t)(number * 7919 % 1201);
}

/* The number, then zeros. */
static void put_frame(struct buf *b, uint64_t number, bool pad)
{
	uint32_t n = size_of(number);
	put(b, number, 8, false);
	while (n-- > 8)
		buf_char(b, 0);
	for (n = pad ? (4 - size_of(number) % 4) % 4 : 0; n > 0; n--)
		buf_char(b, 0);
}

static void make_pcap(struct buf *b)
{
	put(b, 0xa1b2c3d4, 4, false);
	put(b, 2, 2, false);
	put(b, 4, 2, false);
	put(b, 0, 8, false);
	put(b, 65535, 4, false);
	put(b, 1, 4, false);
	for (uint64_t i = 1; i <= FRAMES; i++) {
		put(b, FIRST_TIME + i / 1000, 4, false);
		put(b, i % 1000, 4, false);
		put(b, size_of(i), 4, false);
		put(b, size_of(i), 4, false);
		put_frame(b, i, false);
	}
}

static void put_section(struct buf *b, bool big)
{
	put(b, 0x0a0d0d0a, 4, big);
	put(b, 28, 4, big);
	put(b, 0x1a2b3c4d, 4, big);
	put(b, 1, 2, big);
	put(b, 0, 2, big);
	put(b, UINT64_MAX, 8, big);
	put(b, 28, 4, big);
}

static void put_interface(struct buf *b, uint16_t link, const char *name, bool big)
{
	put(b, 1, 4, big);
	put(b, 32, 4, big);
	put(b, link, 2, big);
	put(b, 0, 6, big);
	put(b, 2, 2, big);
	put(b, 4, 2, big);
	buf_add(b, text_of(name)); /* of four letters */
	put(b, 0, 4, big);
	put(b, 32, 4, big);
}

static void put_block(struct buf *b, uint32_t type, bool big)
{
	put(b, type, 4, big);
	put(b, 20, 4, big);
	put(b, 0, 8, big);
	put(b, 20, 4, big);
}

static void put_packet(struct buf *b, uint64_t number, uint32_t interface, bool big)
{
	uint32_t all = 32 + (size_of(number) + 3) / 4 * 4;
	uint64_t time = (FIRST_TIME + number / 1000) * 1000000 + number % 1000;
	put(b, 6, 4, big);
	put(b, all, 4, big);
	put(b, interface, 4, big);
	put(b, time >> 32, 4, big);
	put(b, time & UINT32_MAX, 4, big);
	put(b, size_of(number), 4, big);
	put(b, size_of(number), 4, big);
	put_frame(b, number, true);
	put(b, all, 4, big);
}

static void make_pcapng(struct buf *b)
{
	bool big = false;
	put_section(b, big);
	put_interface(b, 1, "eth0", big);
	for (uint64_t i = 1; i <= FRAMES; i++) {
		if (i == LATE)
			put_interface(b, 101, "tun0", big);
		if (i == SECOND) {
			big = true;
			put_section(b, big);
			put_interface(b, 113, "any0", big);
			put_interface(b, 1, "eth1", big);
		}
		if (i % EVERY == 0)
			put_block(b, 5, big);
		if (i == JOURNAL)
			put_block(b, 9, big);
		else
			put_packet(b, i, i >= LATE ? (uint32_t)(i % 2) : 0, big);
	}
}

static void write_file(const struct buf *b)
{
	FILE *f = fopen(path, "wb");
	bool good = f && fwrite(b->p, 1, b->n, f) == b->n;
	if (!f || fclose(f) != 0 || !good) {
		printf("Bail out! %s: %s\n", path, strerror(errno));
		exit(99);
	}
}

/* The marks of a run over the file. */
static struct capture_mark *take_marks(size_t *count)
{
	struct fault f;
	struct capture *c = capture_new(&(struct capture_options) { .digest = DIGEST_XXH128 });
	static struct frame_batch batch;
	if (!capture_add(c, path, &f))
		exit(99);
	capture_begin(c);
	while (capture_next(c, &batch))
		frame_batch_release(&batch);
	const struct capture_input *in = capture_input(c, 0);
	*count = in->mark_count;
	struct capture_mark *marks = xcalloc(*count, sizeof(*marks));
	if (*count)
		memcpy(marks, in->marks, *count * sizeof(*marks));
	capture_free(c);
	return marks;
}

static const struct capture_mark *before(
    const struct capture_mark *marks, size_t count, uint64_t number)
{
	while (count > 0 && marks[count - 1].frames >= number)
		count--;
	return count ? &marks[count - 1] : NULL;
}

static bool is_frame(const struct again *a, const struct frame *f, uint64_t number, bool ng)
{
	static const char *const names[] = { "eth0", "tun0", "any0", "eth1" };
	static const uint32_t links[] = { 1, 101, 113, 1 };
	int64_t time =
	    (int64_t)(FIRST_TIME + number / 1000) * NS_PER_SECOND + (int64_t)(number % 1000) * 1000;
	size_t which = (number >= SECOND ? 2 : 0) + (number >= LATE ? number % 2 : 0);
	bool good = f->number == number && f->captured == size_of(number) &&
	    load_le64(f->data) == number && f->time == time;
	return good &&
	    (!ng ||
		(f->link == links[which] &&
		    strcmp(again_interface(a, f)->name, names[which]) == 0));
}

/* In any order; then each once more behind the one before. */
static void ask(
    const char *name, const struct capture_mark *marks, size_t count, bool ng, size_t times)
{
	struct fault f;
	struct frame frame;
	struct again *a = again_open(&(struct again_options) { .path = path }, &f);
	OK(a != NULL, "%s: opened", name);
	if (!a)
		return;
	size_t wrong = 0;
	for (size_t i = 0; i < times; i++) {
		uint64_t number = 1 + next(FRAMES);
		for (uint64_t k = number; k < number + 3 && k <= FRAMES; k++) {
			enum again_answer wanted = ng && k == JOURNAL ? AGAIN_NONE : AGAIN_FRAME;
			enum again_answer got =
			    again_frame(a, k, before(marks, count, k), &frame, &f);
			wrong +=
			    got != wanted || (got == AGAIN_FRAME && !is_frame(a, &frame, k, ng));
		}
	}
	IS_NUMBER(wrong, 0, "%s: %zu frames in any order", name, times);
	if (ng)
		OK(again_frame(a, JOURNAL, before(marks, count, JOURNAL), &frame, &f) == AGAIN_NONE,
		    "%s: a block with a number is no frame", name);
	OK(again_frame(a, FRAMES + 1, before(marks, count, FRAMES + 1), &frame, &f) == AGAIN_END,
	    "%s: the end", name);
	OK(again_frame(a, 1, before(marks, count, 1), &frame, &f) == AGAIN_FRAME &&
		is_frame(a, &frame, 1, ng),
	    "%s: the first one behind it", name);
	again_free(a);
}

static void test_format(const char *name, void (*make)(struct buf *b), bool ng)
{
	struct buf b;
	size_t count;
	struct fault f;
	struct frame frame;
	buf_init(&b, SIZE_MAX / 4);
	make(&b);
	write_file(&b);
	struct capture_mark *marks = take_marks(&count);
	/* One near the start, then one for each 16 MiB. */
	IS_NUMBER(count, 1 + b.n / (16 << 20), "%s: marks", name);
	ask(name, marks, count, ng, ASKED);
	ask(name, NULL, 0, ng, 50);
	if (count > 1) {
		marks[1].time++;
		struct again *a = again_open(&(struct again_options) { .path = path }, &f);
		OK(again_frame(a, marks[1].frames + 1, &marks[1], &frame, &f) == AGAIN_FAILED &&
			strstr(f.text, "was changed") != NULL,
		    "%s: another frame at the mark", name);
		again_free(a);
	}
	free(marks);
	buf_free(&b);
	unlink(path);
}

static void test_damaged(void)
{
	struct buf b;
	size_t count;
	buf_init(&b, SIZE_MAX / 4);
	make_pcap(&b);
	memset(b.p + (20 << 20), 0xff, 4096);
	write_file(&b);
	struct capture_mark *marks = take_marks(&count);
	bool sound = count > 0;
	for (size_t i = 0; i < count; i++)
		sound = sound && marks[i].offset < 20 << 20;
	OK(sound, "no marks behind damage");
	free(marks);
	buf_free(&b);
	unlink(path);
}

static void test_others(void)
{
	struct fault f;
	OK(!again_open(&(struct again_options) { .path = "no-such-file" }, &f), "%s", f.text);
	OK(!again_open(&(struct again_options) { .path = "." }, &f), "%s", f.text);
	OK(!again_open(&(struct again_options) { .path = "/dev/null" }, &f), "%s", f.text);
	struct buf b;
	buf_init(&b, SIZE_MAX / 4);
	buf_add(&b, TEXT("no capture"));
	write_file(&b);
	OK(!again_open(&(struct again_options) { .path = path }, &f), "%s", f.text);
	OK(!again_open(&(struct again_options) { .path = path, .member = TEXT("x") }, &f), "%s",
	    f.text);
	char digest[DIGEST_TEXT];
	OK(again_digest(&(struct again_whole) { .path = path, .kind = DIGEST_SHA256 }, digest, &f),
	    "a digest");
	/* printf 'no capture' | sha256sum */
	IS_TEXT(text_of(digest),
	    TEXT("cf881c4f70045e8a7f8c24a4d45b706fd6d31e1a15ecfdd79c92cf0b087668ec"),
	    "of the whole file");
	unlink(path);
	buf_free(&b);
}

int main(void)
{
	test_format("pcap", make_pcap, false);
	test_format("pcapng", make_pcapng, true);
	test_damaged();
	test_others();
	return check_done();
}
