/* Triage in memory, and its changes. threats.md 7. */
#include <config.h>

#include "case/triage.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/intern.h"
#include "base/memory.h"
#include "case/triage_store.h"

/* What is said of one threat. Texts are in the arena of the triage. */
struct entry {
	struct marks marks;
	struct text *tags; /* as many as there are */
};

struct step {
	struct triage_change *list;
	size_t count;
};

struct triage {
	char *path, *side;
	enum triage_place place;
	struct intern *uids, *tags, *names; /* names: of views */
	struct entry *entries;
	struct text *contents; /* of views; empty: removed */
	size_t room, content_room;
	struct arena arena;
	uint64_t hidden;
	struct step *steps;
	size_t step_count, step_room;
};

static const char *const status_names[] = { "new", "investigating", "resolved", "false-positive" };

static const struct {
	const char *word;
	enum triage_status status;
} status_words[] = {
	{ "new", TRIAGE_NEW },
	{ "untriaged", TRIAGE_NEW },
	{ "open", TRIAGE_NEW },
	{ "none", TRIAGE_NEW },
	{ "investigating", TRIAGE_INVESTIGATING },
	{ "resolved", TRIAGE_RESOLVED },
	{ "false-positive", TRIAGE_FALSE_POSITIVE },
	{ "false-pos", TRIAGE_FALSE_POSITIVE },
	{ "fp", TRIAGE_FALSE_POSITIVE },
};

const char *triage_status_name(enum triage_status status)
{
	return status_names[status];
}

bool triage_status_parse(struct text t, enum triage_status *status)
{
	for (size_t i = 0; i < sizeof(status_words) / sizeof(status_words[0]); i++)
		if (text_is_nocase(t, text_of(status_words[i].word))) {
			*status = status_words[i].status;
			return true;
		}
	return false;
}

/* At most so many characters; a byte that begins none counts as one. */
static struct text cut(struct text t, size_t most)
{
	size_t at = 0;
	for (size_t i = 0; i < most && at < t.n; i++) {
		size_t n = utf8_length(text_from(t, at));
		at += n ? n : 1;
	}
	return text_head(t, at);
}

/* A tag as it may be; lives as long as t. */
static struct text clean_tag(struct triage *t, struct text tag)
{
	struct buf b;
	buf_init(&b, SIZE_MAX / 4);
	for (size_t i = 0; i < tag.n; i++)
		if (tag.s[i] != ',' && tag.s[i] != '|' && (unsigned char)tag.s[i] >= ' ')
			buf_char(&b, tag.s[i]);
	struct text clean = text_trim(cut(text_trim(buf_text(&b)), TRIAGE_TAG));
	/* Many threats have the same few ones. */
	clean = intern_text(t->tags, intern_add(t->tags, clean, NULL));
	buf_free(&b);
	return clean;
}

static int compare_texts(struct text a, struct text b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.s, b.s, n) : 0;
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Where the tag stands among those of the threat, or would. */
static size_t tag_place(const struct entry *e, struct text tag, bool *there)
{
	size_t i = 0;
	while (i < e->marks.tag_count && compare_texts(e->tags[i], tag) < 0)
		i++;
	*there = i < e->marks.tag_count && text_is(e->tags[i], tag);
	return i;
}

static void set_tag(struct entry *e, struct text tag, bool wanted)
{
	bool there;
	size_t at = tag_place(e, tag, &there), behind = e->marks.tag_count - at;
	if (there == wanted || !tag.n)
		return;
	if (wanted) {
		e->tags = xrealloc(e->tags, e->marks.tag_count + 1, sizeof(*e->tags));
		memmove(e->tags + at + 1, e->tags + at, behind * sizeof(*e->tags));
		e->tags[at] = tag;
		e->marks.tag_count++;
	} else {
		memmove(e->tags + at, e->tags + at + 1, (behind - 1) * sizeof(*e->tags));
		e->marks.tag_count--;
	}
	e->marks.tags = e->tags;
}

static void set_hidden(struct triage *t, struct entry *e, bool hidden)
{
	if (e->marks.hidden != hidden)
		t->hidden += hidden ? 1 : UINT64_MAX;
	e->marks.hidden = hidden;
}

static struct entry *entry_of(struct triage *t, struct text uid)
{
	bool fresh;
	uint32_t number = intern_add(t->uids, uid, &fresh);
	t->entries = grow(t->entries, number, &t->room, sizeof(*t->entries));
	if (fresh)
		t->entries[number] = (struct entry) { .tags = NULL };
	return &t->entries[number];
}

static void set_view(struct triage *t, struct text name, struct text content)
{
	uint32_t number = intern_add(t->names, name, NULL);
	t->contents = grow(t->contents, number, &t->content_room, sizeof(*t->contents));
	t->contents[number] = arena_text(&t->arena, content);
}

/* A row that was read, or a change that only memory keeps. */
static void take_row(void *context, enum triage_what what, struct text id, struct text value)
{
	struct triage *t = context;
	if (what == MARK_VIEW) {
		set_view(t, id, value);
		return;
	}
	struct entry *e = entry_of(t, id);
	enum triage_status status = TRIAGE_NEW;
	if (what == MARK_KINDS) {
		set_hidden(t, e, false);
		e->marks = (struct marks) { .tags = e->tags };
	} else if (what == MARK_TAG) {
		set_tag(e, clean_tag(t, value), true);
	} else if (what == MARK_NOTE) {
		e->marks.note = arena_text(&t->arena, cut(value, TRIAGE_NOTE));
	} else if (what == MARK_HIDDEN) {
		set_hidden(t, e, value.n > 0);
	} else if (triage_status_parse(value, &status) || !value.n) {
		e->marks.status = status;
	}
}

struct triage *triage_open(const char *path, struct fault *f)
{
	struct triage *t = xcalloc(1, sizeof(*t));
	struct hash_key key = { 0x747269616765, 1 };
	struct buf side;
	/* Who makes a case chooses its ids; without randomness at hand it stays as it is. */
	if (getrandom(&key, sizeof(key), GRND_NONBLOCK) < 0)
		key.k1 = 2;
	buf_init(&side, SIZE_MAX / 4);
	buf_add(&side, text_of(path));
	buf_add(&side, TEXT(".triage"));
	t->path = xstrdup(path);
	t->side = xstrdup(buf_string(&side));
	buf_free(&side);
	t->uids = intern_new(&key);
	t->tags = intern_new(&key);
	t->names = intern_new(&key);
	if (triage_store_read(path, take_row, t, f))
		return t;
	triage_free(t);
	return NULL;
}

void triage_free(struct triage *t)
{
	if (!t)
		return;
	for (uint32_t i = 0; i < intern_count(t->uids); i++)
		free(t->entries[i].tags);
	for (size_t i = 0; i < t->step_count; i++)
		free(t->steps[i].list);
	intern_free(t->uids);
	intern_free(t->tags);
	intern_free(t->names);
	free(t->entries);
	free(t->contents);
	free(t->steps);
	arena_free(&t->arena);
	free(t->path);
	free(t->side);
	free(t);
}

const char *triage_place(const struct triage *t)
{
	if (t->place == TRIAGE_SIDE)
		return t->side;
	return t->place == TRIAGE_NOWHERE ? "" : t->path;
}

const struct marks *triage_of(const struct triage *t, struct text uid)
{
	static const struct marks none = { .status = TRIAGE_NEW };
	uint32_t number = intern_count(t->uids) ? intern_find(t->uids, uid) : UINT32_MAX;
	return number == UINT32_MAX ? &none : &t->entries[number].marks;
}

static void change_memory(struct triage *t, const struct triage_change *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].what == MARK_TAG && !list[i].after.n)
			set_tag(entry_of(t, list[i].id), list[i].before, false);
		else
			take_row(t, list[i].what, list[i].id, list[i].after);
}

static bool write_changes(
    struct triage *t, const struct triage_change *list, size_t count, struct fault *f)
{
	if (!triage_store_write(t->path, list, count, &t->place, take_row, t, f))
		return false;
	if (t->place == TRIAGE_NOWHERE)
		change_memory(t, list, count);
	return true;
}

/* What stands there now, in the words of a row. */
static struct text said(const struct marks *m, enum triage_what what)
{
	if (what == MARK_NOTE)
		return m->note;
	if (what == MARK_HIDDEN)
		return m->hidden ? TEXT("1") : TEXT("");
	return m->status == TRIAGE_NEW ? TEXT("") : text_of(triage_status_name(m->status));
}

/* Of one kind, on several threats; value is the tag, or what shall be said. */
static bool set(struct triage *t, const struct text *uids, size_t count, enum triage_what what,
    struct text value, bool wanted, struct fault *f)
{
	struct step step = { xcalloc(count + 1, sizeof(*step.list)), 0 };
	for (size_t i = 0; i < count; i++) {
		const struct entry *e = entry_of(t, uids[i]);
		bool there = false;
		struct text before = said(&e->marks, what);
		if (what == MARK_TAG) {
			tag_place(e, value, &there);
			before = there ? value : TEXT("");
		}
		struct text after = wanted ? value : TEXT("");
		struct text id = intern_text(t->uids, intern_find(t->uids, uids[i]));
		if (!text_is(before, after))
			step.list[step.count++] =
			    (struct triage_change) { what, id, before, after };
	}
	bool good = step.count == 0 || write_changes(t, step.list, step.count, f);
	if (!good || step.count == 0) {
		free(step.list);
		return good;
	}
	t->steps = grow(t->steps, t->step_count, &t->step_room, sizeof(*t->steps));
	t->steps[t->step_count++] = step;
	return true;
}

bool triage_tag(
    struct triage *t, const struct text *uids, size_t count, struct text tag, struct fault *f)
{
	struct text clean = clean_tag(t, tag);
	if (!clean.n)
		return fault_set(f, "the tag is empty");
	return set(t, uids, count, MARK_TAG, clean, true, f);
}

bool triage_untag(
    struct triage *t, const struct text *uids, size_t count, struct text tag, struct fault *f)
{
	struct text clean = clean_tag(t, tag);
	return !clean.n || set(t, uids, count, MARK_TAG, clean, false, f);
}

bool triage_note(
    struct triage *t, const struct text *uids, size_t count, struct text note, struct fault *f)
{
	struct text kept = arena_text(&t->arena, cut(text_trim(note), TRIAGE_NOTE));
	return set(t, uids, count, MARK_NOTE, kept, true, f);
}

bool triage_status(struct triage *t, const struct text *uids, size_t count,
    enum triage_status status, struct fault *f)
{
	const struct marks wanted = { .status = status };
	return set(t, uids, count, MARK_STATUS, said(&wanted, MARK_STATUS), true, f);
}

bool triage_hide(
    struct triage *t, const struct text *uids, size_t count, bool hidden, struct fault *f)
{
	return set(t, uids, count, MARK_HIDDEN, TEXT("1"), hidden, f);
}

bool triage_undo(struct triage *t, struct fault *f)
{
	f->text[0] = 0;
	if (!t->step_count)
		return false;
	struct step *last = &t->steps[t->step_count - 1];
	struct triage_change *back = xcalloc(last->count, sizeof(*back));
	for (size_t i = 0; i < last->count; i++) {
		const struct triage_change *c = &last->list[last->count - 1 - i];
		back[i] = (struct triage_change) { c->what, c->id, c->after, c->before };
	}
	bool good = write_changes(t, back, last->count, f);
	free(back);
	if (good) {
		free(last->list);
		t->step_count--;
	}
	return good;
}

uint64_t triage_hidden(const struct triage *t)
{
	return t->hidden;
}

static int compare_tags(const void *a, const void *b)
{
	return compare_texts(*(const struct text *)a, *(const struct text *)b);
}

void triage_each_tag(const struct triage *t,
    void (*each)(void *context, struct text tag, uint64_t threats), void *context)
{
	size_t count = 0, at = 0;
	for (uint32_t i = 0; i < intern_count(t->uids); i++)
		count += t->entries[i].marks.tag_count;
	struct text *all = xcalloc(count + 1, sizeof(*all));
	for (uint32_t i = 0; i < intern_count(t->uids); i++)
		for (size_t k = 0; k < t->entries[i].marks.tag_count; k++)
			all[at++] = t->entries[i].tags[k];
	qsort(all, count, sizeof(*all), compare_tags);
	for (size_t i = 0, n; i < count; i += n) {
		for (n = 1; i + n < count && text_is(all[i], all[i + n]);)
			n++;
		each(context, all[i], n);
	}
	free(all);
}

bool triage_save_view(struct triage *t, struct text name, struct text content, struct fault *f)
{
	struct triage_change change = { MARK_VIEW, name, TEXT(""), content };
	if (!name.n)
		return fault_set(f, "a view needs a name");
	/* One that others removed is not read back. */
	set_view(t, name, TEXT(""));
	return write_changes(t, &change, 1, f);
}

void triage_each_view(const struct triage *t,
    void (*each)(void *context, struct text name, struct text content), void *context)
{
	for (uint32_t i = 0; i < intern_count(t->names); i++)
		if (t->contents[i].n)
			each(context, intern_text(t->names, i), t->contents[i]);
}

static void ignore_row(void *context, enum triage_what what, struct text id, struct text value)
{
	(void)context, (void)what, (void)id, (void)value;
}

bool triage_settle(const char *path, struct fault *f)
{
	enum triage_place place;
	return !triage_store_aside(path) ||
	    triage_store_write(path, NULL, 0, &place, ignore_row, NULL, f);
}
