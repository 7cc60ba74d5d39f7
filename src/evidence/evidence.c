/* Frames behind findings, from their captures. */
#include <config.h>

#include "evidence/saved.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"

enum { OPEN_MOST = 8 }; /* captures that stay open beside those in use */

static uint32_t add_stored(struct evidence *e, struct text name, const struct case_input *in)
{
	bool fresh, packed = in->stored_size > 0;
	uint32_t n = intern_add(e->stored_names, name, &fresh);
	if (!fresh)
		return n;
	e->stored = grow(e->stored, n, &e->stored_room, sizeof(*e->stored));
	e->stored[n] = (struct stored) {
		.name = intern_text(e->stored_names, n),
		.size = packed ? in->stored_size : in->size,
		.digest = arena_text(&e->texts, packed ? in->stored_digest : in->digest),
		.kind = text_is(in->digest_kind, text_of(digest_name(DIGEST_XXH128)))
		    ? DIGEST_XXH128
		    : DIGEST_SHA256,
	};
	return n;
}

static bool add_input(void *context, const struct case_input *in)
{
	struct evidence *e = context;
	struct text stored = in->name;
	bool fresh;
	uint32_t n = intern_add(e->names, in->name, &fresh);
	if (!fresh)
		return true;
	if (in->member.n && in->member.n < stored.n)
		stored.n -= in->member.n + 1;
	e->inputs = grow(e->inputs, n, &e->input_room, sizeof(*e->inputs));
	e->input_count = (size_t)n + 1;
	e->inputs[n] = (struct evidence_input) {
		.name = intern_text(e->names, n),
		.member = arena_text(&e->texts, in->member),
		.ordinal = in->ordinal,
		.stored = add_stored(e, stored, in),
		.once = text_is(stored, TEXT("-")) || text_is(in->format, TEXT("live")),
		.first = in->first,
		.last = in->last,
		.frames = in->frames,
	};
	return true;
}

static char *directory_of(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	if (!slash)
		return xstrdup(".");
	return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

struct evidence *evidence_new(struct case_file *c, const struct evidence_options *options)
{
	static const struct hash_key key = { 0x6576, 0x6964 };
	struct fault f;
	struct evidence *e = xcalloc(1, sizeof(*e));
	e->c = c;
	e->options = *options;
	e->case_directory = directory_of(options->case_path);
	e->directory = options->directory ? xstrdup(options->directory) : NULL;
	e->names = intern_new(&key);
	e->stored_names = intern_new(&key);
	if (!case_each_input(c, add_input, e, &f))
		notice(&e->options.notices, "%s", f.text);
	return e;
}

void evidence_close(struct evidence *e, struct evidence_input *in)
{
	if (!in->open)
		return;
	again_free(in->open);
	in->open = NULL;
	e->open--;
}

void evidence_free(struct evidence *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->input_count; i++) {
		evidence_close(e, &e->inputs[i]);
		saved_free(e->inputs[i].saved);
	}
	for (size_t i = 0; e->stored && i < intern_count(e->stored_names); i++)
		free(e->stored[i].path);
	evidence_places_free(e);
	intern_free(e->names);
	intern_free(e->stored_names);
	free(e->inputs);
	free(e->stored);
	free(e->case_directory);
	free(e->directory);
	arena_free(&e->texts);
	free(e);
}

struct evidence_input *evidence_input(struct evidence *e, struct text name, struct fault *f)
{
	uint32_t n = intern_find(e->names, name);
	if (n != UINT32_MAX)
		return &e->inputs[n];
	fault_set(f, "the case has no capture %.*s", (int)name.n, name.s);
	return NULL;
}

/* Another member of the same archive that is open and not in use: its walk may go on to this one. */
static struct again *take_over(struct evidence *e, const struct evidence_input *in)
{
	if (in->member.n == 0)
		return NULL;
	for (size_t i = 0; i < e->input_count; i++) {
		struct evidence_input *other = &e->inputs[i];
		if (!other->open || other->pinned || other->stored != in->stored)
			continue;
		struct again *open = other->open;
		other->open = NULL;
		e->open--;
		return open;
	}
	return NULL;
}

static void close_oldest(struct evidence *e)
{
	struct evidence_input *oldest = NULL;
	for (size_t i = 0; i < e->input_count; i++) {
		struct evidence_input *in = &e->inputs[i];
		if (in->open && !in->pinned && (!oldest || in->used < oldest->used))
			oldest = in;
	}
	if (oldest)
		evidence_close(e, oldest);
}

static struct again *open_file(struct evidence *e, struct evidence_input *in, struct fault *f)
{
	const char *path = evidence_path(e, in, f);
	if (!path)
		return NULL;
	struct again *open = take_over(e, in);
	if (open && again_member(open, in->member, f))
		return open;
	if (open) {
		again_free(open);
		return NULL;
	}
	return again_open(&(struct again_options) { .path = path,
			      .member = in->member,
			      .passphrases = e->options.passphrases,
			      .stop = e->options.stop },
	    f);
}

static bool open_input(struct evidence *e, struct evidence_input *in, struct fault *f)
{
	if (in->open)
		return true;
	in->pinned++;
	in->open = in->once ? saved_open(e, in, f) : open_file(e, in, f);
	e->open += in->open != NULL;
	in->used = ++e->clock;
	if (e->open > OPEN_MOST)
		close_oldest(e);
	in->pinned--;
	return in->open != NULL;
}

/* One whose time the run did not see is none of its frames. */
static bool is_in_time(const struct evidence_input *in, int64_t time)
{
	return time == TIME_NONE || in->first == TIME_NONE ||
	    (time >= in->first && time <= in->last);
}

enum again_answer evidence_frame(struct evidence *e, struct evidence_input *in, uint64_t number,
    struct frame *frame, const struct capture_interface **interface, struct fault *f)
{
	struct case_mark mark = { 0 };
	if (!open_input(e, in, f))
		return AGAIN_FAILED;
	in->used = ++e->clock;
	bool marked =
	    !again_is_near(in->open, number) && case_mark_before(e->c, in->ordinal, number, &mark);
	const struct capture_mark from = { mark.frames, mark.offset, mark.section, mark.interfaces,
		mark.time };
	enum again_answer answer = again_frame(in->open, number, marked ? &from : NULL, frame, f);
	if (answer == AGAIN_FRAME && in->once && saved_number(in, frame) == 0)
		answer = AGAIN_NONE;
	if (answer == AGAIN_FRAME && !is_in_time(in, frame->time)) {
		fault_set(f, "%.*s was changed since it was scanned", (int)in->name.n, in->name.s);
		answer = AGAIN_FAILED;
	}
	if (answer == AGAIN_FAILED)
		evidence_close(e, in);
	if (answer == AGAIN_FRAME)
		*interface = again_interface(in->open, frame);
	return answer;
}

uint64_t evidence_place(
    struct evidence *e, struct evidence_input *in, uint64_t number, struct fault *f)
{
	if (!in->once)
		return number;
	return open_input(e, in, f) ? saved_place(e, in, number, f) : 0;
}

bool evidence_fetch(struct evidence *e, struct text capture, uint64_t number,
    struct evidence_frame *out, struct fault *f)
{
	struct evidence_input *in = evidence_input(e, capture, f);
	const struct capture_interface *interface;
	struct frame frame = { 0 };
	uint64_t place = in ? evidence_place(e, in, number, f) : 0;
	if (!place || evidence_frame(e, in, place, &frame, &interface, f) != AGAIN_FRAME)
		return false;
	*out = (struct evidence_frame) { .bytes = frame.data,
		.captured = frame.captured,
		.length = frame.original,
		.time = frame.time,
		.link = frame.link,
		.number = number,
		.interface = text_of(interface->name),
		.snaplen = interface->snaplen };
	return true;
}

const char *evidence_file(struct evidence *e, struct text capture, bool *inside, struct fault *f)
{
	struct evidence_input *in = evidence_input(e, capture, f);
	if (!in)
		return NULL;
	*inside = in->once || in->member.n > 0;
	if (in->once)
		return open_input(e, in, f) ? saved_path(in) : NULL;
	return evidence_path(e, in, f);
}
