/* Triage of the marked threats, or of the one at hand: tags, notes, status, hiding, marks. threats.md 7. */
#include <config.h>

#include "browser/actions.h"

#include "base/memory.h"
#include "reports/display.h"

enum { NOTE_BYTES = 4 * TRIAGE_NOTE };

/* --- marks */

static size_t mark_place(const struct browser *b, uint64_t threat)
{
	size_t low = 0, end = b->marked_count;
	while (low < end) {
		size_t middle = low + (end - low) / 2;
		if (b->marked[middle] < threat)
			low = middle + 1;
		else
			end = middle;
	}
	return low;
}

bool browser_is_marked(const struct browser *b, uint64_t threat)
{
	size_t at = mark_place(b, threat);
	return at < b->marked_count && b->marked[at] == threat;
}

static uint64_t threat_at_hand(struct browser *b)
{
	struct view *v = browser_top(b);
	uint64_t threat = v->class->threat ? v->class->threat(v) : 0;
	if (!threat)
		browser_say(b, STYLE_WARNING, "there is no threat at hand");
	return threat;
}

/* Marks the threat at hand, or no longer. */
static void triage_mark(struct browser *b)
{
	uint64_t threat = threat_at_hand(b);
	size_t at = mark_place(b, threat), size = sizeof(*b->marked);
	if (!threat)
		return;
	if (browser_is_marked(b, threat)) {
		b->marked_count--;
		memmove(&b->marked[at], &b->marked[at + 1], (b->marked_count - at) * size);
		return;
	}
	b->marked = grow(b->marked, b->marked_count, &b->marked_room, size);
	memmove(&b->marked[at + 1], &b->marked[at], (b->marked_count - at) * size);
	b->marked[at] = threat;
	b->marked_count++;
}

static void mark(struct browser *b, enum request request)
{
	struct view *v = browser_top(b);
	struct input down = { .request = REQUEST_DOWN };
	(void)request;
	triage_mark(b);
	if (v->class->grid && v->class->request)
		v->class->request(v, &down);
}

size_t triage_targets(struct browser *b, struct arena *arena, struct text **uids)
{
	uint64_t one = 0;
	const uint64_t *rows = b->marked;
	size_t count = b->marked_count, found = 0;
	struct arena scratch = { 0 };
	if (count == 0) {
		one = threat_at_hand(b);
		rows = &one;
		count = one != 0;
	}
	*uids = arena_take(arena, (count + 1) * sizeof(**uids));
	for (size_t i = 0; i < count; i++) {
		struct case_threat t;
		struct fault f = { "" };
		arena_reset(&scratch);
		if (case_threat_at(b->c, rows[i], &scratch, &t, &f))
			(*uids)[found++] = arena_text(arena, t.id);
		else if (f.text[0])
			browser_say(b, STYLE_ERROR, "%s", f.text);
	}
	arena_free(&scratch);
	return found;
}

/* --- changes */

struct change_of {
	struct arena arena;
	struct text *uids;
	size_t count;
};

static bool begin(struct browser *b, struct change_of *t)
{
	*t = (struct change_of) { .count = 0 };
	t->count = triage_targets(b, &t->arena, &t->uids);
	return t->count > 0;
}

/* Says it, and where triage goes if not into the case itself. */
static void end(
    struct browser *b, struct change_of *t, bool good, const struct fault *f, const char *what)
{
	const char *place = triage_place(b->triage);
	struct buf line;
	buf_init(&line, 4096);
	display_count(&line, t->count, "threat", "threats");
	buf_format(&line, " %s", what);
	if (good && *place == '\0')
		buf_add(&line, TEXT("; nothing can be written here: it ends with this run"));
	else if (good && strcmp(place, b->options.path) != 0)
		buf_format(&line, "; kept in %s", place);
	if (good)
		browser_say(b, STYLE_GOOD, "%s", buf_string(&line));
	else
		browser_say(b, STYLE_ERROR, "%s", f->text);
	buf_free(&line);
	arena_free(&t->arena);
	if (good)
		browser_changed(b, CHANGE_TRIAGE);
}

static void tag_done(struct browser *b, struct text t)
{
	struct change_of to;
	struct fault f;
	if (text_trim(t).n && begin(b, &to))
		end(b, &to, triage_tag(b->triage, to.uids, to.count, t, &f), &f, "tagged");
}

static void untag_done(struct browser *b, struct text t)
{
	struct change_of to;
	struct fault f;
	if (text_trim(t).n && begin(b, &to))
		end(b, &to, triage_untag(b->triage, to.uids, to.count, t, &f), &f, "untagged");
}

/* A line break is typed as \n. */
static void note_done(struct browser *b, struct text t)
{
	struct change_of to;
	struct fault f;
	struct buf note;
	buf_init(&note, NOTE_BYTES);
	while (t.n) {
		bool broken = text_starts(t, TEXT("\\n"));
		buf_char(&note, broken ? '\n' : t.s[0]);
		t = text_from(t, broken ? 2 : 1);
	}
	if (begin(b, &to)) {
		bool good = triage_note(b->triage, to.uids, to.count, buf_text(&note), &f);
		end(b, &to, good, &f, note.n ? "noted" : "without a note now");
	}
	buf_free(&note);
}

struct tags {
	struct text word;
	struct buf *candidates;
};

static void offer_tag(void *context, struct text tag, uint64_t threats)
{
	struct tags *t = context;
	(void)threats;
	if (text_starts(tag, t->word)) {
		buf_add(t->candidates, tag);
		buf_char(t->candidates, '\n');
	}
}

static void complete_tag(struct browser *b, struct text word, struct buf *candidates)
{
	triage_each_tag(b->triage, offer_tag, &(struct tags) { word, candidates });
}

static const struct prompt_class tag_prompt = { "tag: ", NULL, tag_done, NULL, complete_tag, true };
static const struct prompt_class untag_prompt = { "remove tag: ", NULL, untag_done, NULL,
	complete_tag, true };
static const struct prompt_class note_prompt = { "note: ", NULL, note_done, NULL, NULL, true };

/* The first one's, to go on with. */
static void begin_note(struct browser *b, const struct change_of *to)
{
	struct text old = triage_of(b->triage, to->uids[0])->note;
	struct buf line;
	buf_init(&line, 2 * NOTE_BYTES);
	for (size_t i = 0; i < old.n; i++)
		if (old.s[i] == '\n')
			buf_add(&line, TEXT("\\n"));
		else
			buf_char(&line, old.s[i]);
	prompt_begin(&b->prompt, &note_prompt, buf_text(&line));
	buf_free(&line);
}

static void ask(struct browser *b, enum request request)
{
	struct change_of to;
	if (begin(b, &to)) {
		const struct marks *marks = triage_of(b->triage, to.uids[0]);
		if (request == REQUEST_NOTE)
			begin_note(b, &to);
		else if (request == REQUEST_UNTAG)
			prompt_begin(&b->prompt, &untag_prompt,
			    marks->tag_count == 1 ? marks->tags[0] : TEXT(""));
		else
			prompt_begin(&b->prompt, &tag_prompt, TEXT(""));
	}
	arena_free(&to.arena);
}

static void hide(struct browser *b, enum request request)
{
	struct change_of to;
	struct fault f;
	(void)request;
	if (!begin(b, &to))
		return;
	bool hidden = !triage_of(b->triage, to.uids[0])->hidden;
	bool good = triage_hide(b->triage, to.uids, to.count, hidden, &f);
	end(b, &to, good, &f, hidden ? "hidden" : "shown again");
}

static void reveal(struct browser *b, enum request request)
{
	(void)request;
	b->filter.hidden = !b->filter.hidden;
	browser_changed(b, CHANGE_FILTER);
}

static void set_status(struct browser *b, enum request request)
{
	struct change_of to;
	struct fault f;
	enum triage_status status = request == REQUEST_INVESTIGATING ? TRIAGE_INVESTIGATING
	    : request == REQUEST_RESOLVED                            ? TRIAGE_RESOLVED
	    : request == REQUEST_FALSE_POSITIVE                      ? TRIAGE_FALSE_POSITIVE
								     : TRIAGE_NEW;
	if (begin(b, &to))
		end(b, &to, triage_status(b->triage, to.uids, to.count, status, &f), &f,
		    triage_status_name(status));
}

static void undo(struct browser *b, enum request request)
{
	struct fault f = { "" };
	(void)request;
	if (triage_undo(b->triage, &f)) {
		browser_say(b, STYLE_GOOD, "undone");
		browser_changed(b, CHANGE_TRIAGE);
	} else {
		browser_say(b, f.text[0] ? STYLE_ERROR : STYLE_WARNING, "%s",
		    f.text[0] ? f.text : "there is nothing to undo");
	}
}

const struct action triage_actions[] = {
	{ REQUEST_MARK, mark },
	{ REQUEST_TAG, ask },
	{ REQUEST_UNTAG, ask },
	{ REQUEST_NOTE, ask },
	{ REQUEST_HIDE, hide },
	{ REQUEST_REVEAL, reveal },
	{ REQUEST_INVESTIGATING, set_status },
	{ REQUEST_RESOLVED, set_status },
	{ REQUEST_FALSE_POSITIVE, set_status },
	{ REQUEST_NEW, set_status },
	{ REQUEST_UNDO, undo },
	{ REQUEST_NONE, NULL },
};
