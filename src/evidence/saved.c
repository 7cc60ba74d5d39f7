/* Frames that --save kept: each carries its input and number as its packet id. */
#include <config.h>

#include "evidence/saved.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/time.h"
#include "capture/pcapng_write.h"

enum {
	HEAD = 512,        /* bytes of a file that tell who wrote it */
	STEP = 1024,       /* frames of the input between two that are remembered */
	CANDIDATES = 1000, /* files that are looked into */
};

struct step {
	uint64_t number, place;
};

struct saved {
	char *path;
	struct step *steps; /* by number */
	size_t count, room;
	uint64_t frames, last; /* frames of the input there, and the last one's number */
};

void saved_free(struct saved *s)
{
	if (!s)
		return;
	free(s->path);
	free(s->steps);
	free(s);
}

const char *saved_path(const struct evidence_input *in)
{
	return in->saved->path;
}

/* Whether this program wrote it: the section's application says so. */
static bool is_ours(const char *path)
{
	uint8_t head[HEAD];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : pread(fd, head, sizeof(head), 0);
	if (fd >= 0)
		close(fd);
	struct bytes b = bytes_of(head, n > 0 ? (size_t)n : 0);
	const uint8_t *section = bytes_take(&b, 24);
	if (!section || load_le32(section) != 0x0a0d0d0a || load_le32(section + 8) != 0x1a2b3c4d)
		return false;
	const uint8_t *option = bytes_take(&b, 4);
	if (!option || load_le16(option) != 4)
		return false;
	struct bytes text = bytes_sub(&b, load_le16(option + 2));
	return !text.failed && text_starts(text_bytes(text.at, text.left), TEXT(PACKAGE_NAME " "));
}

uint64_t saved_number(const struct evidence_input *in, const struct frame *frame)
{
	uint64_t id = again_packet_id(in->open, frame);
	return id >> PCAPNG_ID_INPUT == in->ordinal ? id & PCAPNG_ID_NUMBER : 0;
}

/* Remembers where the input's frames stand. */
static bool look_through(struct evidence_input *in, struct saved *s)
{
	struct fault f;
	struct frame frame;
	enum again_answer answer;
	for (uint64_t place = 1;
	     (answer = again_frame(in->open, place, NULL, &frame, &f)) == AGAIN_FRAME ||
	     answer == AGAIN_NONE;
	     place++) {
		uint64_t number = answer == AGAIN_FRAME ? saved_number(in, &frame) : 0;
		bool in_time = in->first == TIME_NONE || frame.time == TIME_NONE ||
		    (frame.time >= in->first && frame.time <= in->last);
		if (number == 0)
			continue;
		if (number <= s->last || !in_time)
			return false; /* of another run */
		s->last = number;
		if (s->frames++ % STEP != 0)
			continue;
		s->steps = grow(s->steps, s->count, &s->room, sizeof(*s->steps));
		s->steps[s->count++] = (struct step) { number, place };
	}
	return answer == AGAIN_END && s->frames > 0;
}

/* Of several, the one with the most frames: another one may have kept those of findings alone. */
static void try_file(struct evidence *e, struct evidence_input *in, const char *path)
{
	struct fault f;
	if (!is_ours(path))
		return;
	struct saved *s = xcalloc(1, sizeof(*s));
	in->open =
	    again_open(&(struct again_options) { .path = path, .stop = e->options.stop }, &f);
	bool good = in->open && look_through(in, s);
	again_free(in->open);
	in->open = NULL;
	if (good && (!in->saved || s->frames > in->saved->frames)) {
		saved_free(in->saved);
		in->saved = s;
		s->path = xstrdup(path);
		return;
	}
	saved_free(s);
}

static void try_list(struct evidence *e, struct evidence_input *in, const struct file_list *l)
{
	int tried = 0;
	for (size_t i = 0; i < l->count && tried < CANDIDATES; i++) {
		struct text path = text_of(l->files[i].path);
		if (!text_ends(path, TEXT(".pcapng")) && !text_ends(path, TEXT(".ntar")))
			continue;
		tried++;
		try_file(e, in, l->files[i].path);
	}
}

static void find(struct evidence *e, struct evidence_input *in)
{
	for (size_t i = 0; i < e->options.path_count; i++)
		try_file(e, in, e->options.paths[i]);
	try_list(e, in, evidence_given(e));
	try_list(e, in, evidence_near(e));
	in->sought = !e->options.stop || !*e->options.stop;
}

struct again *saved_open(struct evidence *e, struct evidence_input *in, struct fault *f)
{
	if (!in->sought)
		find(e, in);
	if (in->saved)
		return again_open(
		    &(struct again_options) { .path = in->saved->path, .stop = e->options.stop },
		    f);
	fault_set(f,
	    "frames of %.*s exist only where --save kept them; no such file of that run is at hand; "
	    "--captures DIR says where it is",
	    (int)in->name.n, in->name.s);
	return NULL;
}

uint64_t saved_place(
    struct evidence *e, struct evidence_input *in, uint64_t number, struct fault *f)
{
	const struct saved *s = in->saved;
	const struct capture_interface *interface;
	struct frame frame = { 0 };
	size_t i = s->count;
	while (i > 0 && s->steps[i - 1].number > number)
		i--;
	for (uint64_t place = i > 0 ? s->steps[i - 1].place : 0; place && number <= s->last;
	     place++) {
		enum again_answer answer = evidence_frame(e, in, place, &frame, &interface, f);
		if (answer == AGAIN_FAILED || answer == AGAIN_END)
			return 0;
		uint64_t got = answer == AGAIN_FRAME ? saved_number(in, &frame) : 0;
		if (got == number)
			return place;
		if (got > number)
			break;
	}
	fault_set(f, "frame %llu of %.*s was not kept by --save", (unsigned long long)number,
	    (int)in->name.n, in->name.s);
	return 0;
}
