/* Frames of findings as one pcapng. */
#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/outfile.h"
#include "base/time.h"
#include "capture/pcapng_write.h"
#include "evidence/saved.h"
#include "evidence/talks.h"

enum {
	COMMENT_MOST = 16000, /* bytes; what the writer takes */
	PROGRESS_EVERY = 4096,
	LINK_MOST = UINT16_MAX,
	LINK_USER15 = 162,
};

struct saving {
	struct evidence *e;
	const struct evidence_choice *choice;
	struct evidence_counts *counts;
	struct wanted wanted;
	struct talks *talks;       /* NULL: frames alone */
	struct intern *labels;     /* what is said of a finding */
	struct intern *interfaces; /* of the file */
	struct pcapng_writer *to;
	struct buf line;    /* a label, a key, a comment */
	struct fault first; /* why something is missing, the first time */
	struct fault unknown;
};

static void set_label(struct buf *line, const struct case_event *e, bool began)
{
	buf_clear(line);
	buf_add(line, began ? TEXT("begins here: threat ") : TEXT("threat "));
	buf_add(line, e->threat);
	buf_add(line, TEXT(", trail "));
	buf_add(line, e->trail);
	buf_add(line, TEXT(", "));
	buf_add(line, e->info);
	if (e->reference.n) {
		buf_char(line, ' ');
		buf_add(line, e->reference);
	}
}

static void want(struct saving *s, const struct case_event *e, uint32_t input, bool began)
{
	set_label(&s->line, e, began);
	wanted_add(&s->wanted,
	    &(struct wanted_frame) { .number = began ? e->first_frame : e->frame,
		.input = input,
		.label = intern_add(s->labels, buf_text(&s->line), NULL) });
}

static bool want_event(void *context, const struct case_event *e)
{
	struct saving *s = context;
	const struct evidence_input *in = evidence_input(s->e, e->capture, &s->unknown);
	if (!in || e->frame == 0)
		return in != NULL;
	uint32_t input = (uint32_t)(in - s->e->inputs);
	want(s, e, input, false);
	if (e->first_frame && e->first_frame < e->frame)
		want(s, e, input, true);
	if (s->talks)
		talks_want(s->talks, e);
	return true;
}

static bool choose_events(struct saving *s, struct fault *f)
{
	const struct evidence_choice *choice = s->choice;
	bool good = true;
	if (choice->threat_count == 0)
		good = case_each_event(s->e->c, NULL, false, want_event, s, f);
	for (size_t i = 0; good && i < choice->threat_count; i++) {
		char *id = xstrndup(choice->threats[i].s, choice->threats[i].n);
		size_t before = s->wanted.count;
		good = case_each_event(s->e->c, id, false, want_event, s, f);
		if (good && s->wanted.count == before)
			good = fault_set(f, "the case has no events of a threat %s", id);
		free(id);
	}
	if (good && s->wanted.count == 0)
		good = fault_set(f, "the case has no events, so there are no frames of any");
	wanted_sort(&s->wanted);
	return good;
}

/* A flood's events are kept up to a number. */
static void tell_unkept(struct saving *s)
{
	struct case_totals totals = { .events = 0 };
	struct arena arena = { 0 };
	struct fault f;
	uint64_t events = 0, kept = 0;
	if (s->choice->threat_count == 0 && case_totals(s->e->c, &totals, &f)) {
		events = totals.events;
		kept = totals.kept;
	}
	for (size_t i = 0; i < s->choice->threat_count; i++) {
		struct case_threat t;
		uint64_t row = case_threat_row(s->e->c, s->choice->threats[i]);
		if (row && case_threat_at(s->e->c, row, &arena, &t, &f)) {
			events += t.events;
			kept += t.kept;
		}
	}
	if (kept < events)
		notice(&s->e->options.notices,
		    "the case keeps %llu of %llu events singly: of the others there are no frames",
		    (unsigned long long)kept, (unsigned long long)events);
	arena_free(&arena);
}

static void missing(
    void *context, const struct evidence_input *in, uint64_t frames, const char *why)
{
	struct saving *s = context;
	struct fault f;
	s->counts->missing += frames;
	s->counts->captures++;
	if (frames)
		fault_set(&f, "%llu frame%s of %.*s missing: %s", (unsigned long long)frames,
		    frames == 1 ? "" : "s", (int)in->name.n, in->name.s, why);
	else
		fault_set(
		    &f, "conversations may go on in %.*s: %s", (int)in->name.n, in->name.s, why);
	if (!s->first.text[0])
		s->first = f;
	notice(&s->e->options.notices, "%s", f.text);
}

/* What is missing is told when the frames are written. */
static void missing_untold(
    void *context, const struct evidence_input *in, uint64_t frames, const char *why)
{
	if (frames == 0)
		missing(context, in, frames, why);
}

/* Frames that were read only once go by their places in the file that kept them; those that it did not
 * keep are missing. */
static void place_frames(struct saving *s)
{
	struct wanted *w = &s->wanted;
	size_t kept = 0;
	for (size_t i = 0, next; i < w->count; i = next) {
		struct evidence_input *in = &s->e->inputs[w->frames[i].input];
		uint64_t lost = 0, last = 0;
		struct fault f, why = { "" };
		for (next = i; next < w->count && w->frames[next].input == w->frames[i].input;
		     next++) {
			struct wanted_frame frame = w->frames[next];
			frame.number = evidence_place(s->e, in, frame.number, &f);
			if (!frame.number && w->frames[next].number != last) {
				lost++;
				why = f;
			}
			last = w->frames[next].number;
			if (frame.number)
				w->frames[kept++] = frame;
		}
		if (lost)
			missing(s, in, lost, why.text);
	}
	w->count = kept;
}

static void progress(struct saving *s, struct text what, uint64_t done, uint64_t total)
{
	const struct evidence_options *o = &s->e->options;
	if (o->progress && done % PROGRESS_EVERY == 0)
		o->progress(o->progress_context, what, done, total);
}

/* All frames that are at hand are seen once. */
static void find_conversations(struct saving *s)
{
	struct wanted_walk *walk = wanted_walk_new(s->e, &s->wanted, true, missing_untold, s);
	const struct wanted_cursor *at;
	uint64_t total = 0, done = 0;
	for (size_t i = 0; i < s->e->input_count; i++)
		total += s->e->inputs[i].frames;
	while ((at = wanted_walk_next(walk)) != NULL) {
		talks_see(s->talks, s->e, at);
		progress(s, TEXT("conversations"), ++done, total);
	}
	wanted_walk_free(walk);
	talks_end(s->talks);
	talks_add(s->talks, &s->wanted);
	wanted_sort(&s->wanted);
}

/* --- the file */

static uint32_t interface_of(struct saving *s, const struct wanted_cursor *at)
{
	const struct capture_interface *i = at->interface;
	uint32_t link = at->frame.link;
	bool fresh;
	buf_clear(&s->line);
	buf_format(&s->line, "%u %u %u %s", at->input->ordinal, link, i->snaplen, i->name);
	uint32_t n = intern_add(s->interfaces, buf_text(&s->line), &fresh);
	if (!fresh)
		return n;
	/* What pcapng has no number for is told by the name. */
	bool known = link <= LINK_MOST;
	return pcapng_write_described(s->to, known ? link : LINK_USER15, i->snaplen,
	    known ? text_of(i->name) : text_of(link_name(link)), at->input->name);
}

static void add_time(struct buf *line, int64_t time)
{
	char room[TIME_TEXT];
	if (time >= 0)
		return;
	buf_add(line, TEXT("\ntime: "));
	if (time == TIME_NONE)
		buf_add(line, TEXT("none"));
	else
		buf_add(line, (struct text) { room, time_text(time, room) });
}

/* The findings of a frame, a line each, and where it came from. */
static void set_comment(
    struct saving *s, const struct wanted_cursor *at, const struct wanted_frame *findings, size_t n)
{
	struct buf *line = &s->line;
	buf_clear(line);
	for (size_t i = 0; i < n; i++) {
		struct text label = intern_text(s->labels, findings[i].label);
		if (line->n + label.n > COMMENT_MOST) {
			buf_format(line, "and %zu more\n", n - i);
			break;
		}
		buf_add(line, label);
		buf_char(line, '\n');
	}
	buf_add(line, TEXT("capture "));
	buf_add(line, at->input->name);
	uint64_t number = at->input->once ? saved_number(at->input, &at->frame) : at->number;
	buf_format(line, ", frame %llu", (unsigned long long)number);
	add_time(line, at->frame.time);
}

static void write_frames(struct saving *s)
{
	struct wanted_walk *walk = wanted_walk_new(s->e, &s->wanted, false, missing, s);
	const struct wanted_cursor *at;
	while ((at = wanted_walk_next(walk)) != NULL) {
		size_t n;
		const struct wanted_frame *findings = wanted_at(at, &n);
		uint32_t interface = interface_of(s, at);
		buf_clear(&s->line);
		if (n > 0)
			set_comment(s, at, findings, n);
		else
			add_time(&s->line, at->frame.time);
		pcapng_write_frame(s->to, interface, &at->frame, text_trim(buf_text(&s->line)));
		s->counts->matching += n > 0;
		progress(s, TEXT("frames"), ++s->counts->frames, s->wanted.count);
	}
	wanted_walk_free(walk);
}

static bool same_file(const char *path, const struct stat *s)
{
	struct stat other;
	return path && stat(path, &other) == 0 && other.st_dev == s->st_dev &&
	    other.st_ino == s->st_ino;
}

/* Neither the case nor a capture is replaced. */
static bool spares_inputs(const struct evidence *e, const char *path, struct fault *f)
{
	struct stat s;
	if (stat(path, &s) != 0 || !S_ISREG(s.st_mode))
		return true;
	bool own = same_file(e->options.case_path, &s);
	for (size_t i = 0; !own && e->stored && i < intern_count(e->stored_names); i++)
		own = same_file(e->stored[i].path, &s);
	return !own || fault_set(f, "%s is the case or one of its captures", path);
}

static bool may_begin(const struct saving *s, const char *path, struct fault *f)
{
	struct stat st;
	if (!s->choice->force && strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	    S_ISREG(st.st_mode))
		return fault_set(f, "%s exists; --force replaces it", path);
	return spares_inputs(s->e, path, f);
}

static bool is_done(const struct saving *s, const char *path, struct fault *f)
{
	const struct evidence_options *o = &s->e->options;
	if (o->stop && *o->stop)
		return fault_set(f, "interrupted; %s was not written", path);
	if (s->counts->matching > 0)
		return spares_inputs(s->e, path, f);
	if (s->first.text[0] && !o->notices.say)
		*f = s->first;
	else
		fault_set(f, "none of the frames is at hand; %s was not written", path);
	return false;
}

static bool write_file(struct saving *s, const char *path, struct fault *f)
{
	struct outfile *out = may_begin(s, path, f) ? outfile_begin(path, f) : NULL;
	if (!out)
		return false;
	place_frames(s);
	tell_unkept(s);
	if (s->talks)
		find_conversations(s);
	s->to = pcapng_write_into(out);
	write_frames(s);
	struct fault unused;
	if (pcapng_write_end(s->to, &unused) && is_done(s, path, f))
		return outfile_commit(out, f);
	outfile_abandon(out);
	return false;
}

bool evidence_save(struct evidence *e, const struct evidence_choice *choice, const char *path,
    struct evidence_counts *counts, struct fault *f)
{
	static const struct hash_key key = { 0x73617665, 0x6c616265 };
	struct saving s = { .e = e, .choice = choice, .counts = counts };
	*counts = (struct evidence_counts) { 0 };
	s.wanted.context = choice->context;
	s.labels = intern_new(&key);
	s.interfaces = intern_new(&key);
	buf_init(&s.line, SIZE_MAX / 4);
	if (choice->flows)
		s.talks = talks_new(&s.wanted);
	bool good = choose_events(&s, f) && write_file(&s, path, f);
	talks_free(s.talks);
	wanted_free(&s.wanted);
	intern_free(s.labels);
	intern_free(s.interfaces);
	buf_free(&s.line);
	return good;
}
