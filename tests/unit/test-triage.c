/* Triage: what is said, undone, said by two at once, kept beside a case or in memory alone. threats.md 7. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/time.h"
#include "case/triage.h"
#include "case/view.h"
#include "check.h"

static const char path[] = "test-triage.case", side[] = "test-triage.case.triage";

static const struct text a = { "aaaaaaaa", 8 }, b = { "bbbbbbbb", 8 };

static struct case_file *create(bool growing)
{
	struct fault fault = { "" };
	struct case_options options = { .path = path,
		.force = true,
		.growing = growing,
		.sensor = TEXT("s"),
		.key = { 1, 2 } };
	unlink(side);
	struct case_file *c = case_create(&options, &fault);
	if (!c) {
		fprintf(stderr, "# %s\n", fault.text);
		abort();
	}
	return c;
}

static void make_case(void)
{
	struct fault f;
	struct case_file *c = create(false);
	if (!case_finish(c, TIME_NONE, TIME_NONE, &f))
		abort();
	case_free(c);
}

static struct triage *open_triage(void)
{
	struct fault f = { "" };
	struct triage *t = triage_open(path, &f);
	if (!t) {
		fprintf(stderr, "# %s\n", f.text);
		abort();
	}
	return t;
}

/* "tag,tag status note hidden" */
static struct text said(const struct triage *t, struct text uid)
{
	static char line[3000];
	size_t n = 0;
	const struct marks *m = triage_of(t, uid);
	for (size_t i = 0; i < m->tag_count; i++)
		n += (size_t)snprintf(line + n, sizeof(line) - n, "%s%.*s", i ? "," : "",
		    (int)m->tags[i].n, m->tags[i].s);
	n += (size_t)snprintf(line + n, sizeof(line) - n, " %s [%.*s]%s",
	    triage_status_name(m->status), (int)m->note.n, m->note.s, m->hidden ? " hidden" : "");
	return (struct text) { line, n };
}

#define SAYS(t, uid, wanted, name) IS_TEXT(said(t, uid), TEXT(wanted), name)

static void changes(void)
{
	struct fault f;
	const struct text both[] = { a, b };
	make_case();
	struct triage *t = open_triage();
	SAYS(t, a, " new []", "nothing is said of a new threat");
	OK(triage_tag(t, both, 2, TEXT("zoo"), &f) && triage_tag(t, &a, 1, TEXT("ant"), &f) &&
		triage_tag(t, &a, 1, TEXT("ant"), &f),
	    "tags");
	OK(triage_status(t, &a, 1, TRIAGE_RESOLVED, &f), "a state");
	OK(triage_note(t, &a, 1, TEXT(" one\ntwo "), &f), "a note");
	OK(triage_hide(t, both, 2, true, &f), "hidden");
	IS_NUMBER(triage_hidden(t), 2, "two are hidden");
	SAYS(t, a, "ant,zoo resolved [one\ntwo] hidden", "all of it");
	SAYS(t, b, "zoo new [] hidden", "of the other");
	IS_TEXT(text_of(triage_place(t)), text_of(path), "it is in the case");
	triage_free(t);

	t = open_triage();
	SAYS(t, a, "ant,zoo resolved [one\ntwo] hidden", "and there when it is opened again");
	IS_NUMBER(triage_hidden(t), 2, "two are hidden then, too");
	OK(triage_untag(t, both, 2, TEXT("zoo"), &f), "a tag goes");
	OK(triage_status(t, &a, 1, TRIAGE_NEW, &f), "new again");
	OK(triage_note(t, &a, 1, TEXT("  "), &f), "no note");
	OK(triage_hide(t, &a, 1, false, &f), "shown");
	SAYS(t, a, "ant new []", "all of that");
	IS_NUMBER(triage_hidden(t), 1, "one is hidden");
	OK(!triage_tag(t, &a, 1, TEXT(" ,|\n"), &f), "an empty tag is none");
	triage_free(t);
}

static void undo(void)
{
	struct fault f;
	const struct text both[] = { a, b };
	make_case();
	struct triage *t = open_triage();
	f.text[0] = 'x';
	OK(!triage_undo(t, &f) && !f.text[0], "nothing to undo is no fault");
	OK(triage_tag(t, &a, 1, TEXT("old"), &f) && triage_tag(t, both, 2, TEXT("old"), &f),
	    "a tag on one, then on both");
	OK(triage_undo(t, &f), "undo of the second");
	SAYS(t, a, "old new []", "the first keeps what it had before");
	SAYS(t, b, " new []", "the second loses it");
	OK(triage_note(t, &b, 1, TEXT("1"), &f) && triage_note(t, &b, 1, TEXT("2"), &f), "notes");
	OK(triage_hide(t, &b, 1, true, &f) && triage_status(t, &b, 1, TRIAGE_INVESTIGATING, &f),
	    "and more");
	for (int i = 0; i < 3; i++)
		OK(triage_undo(t, &f), "undo %d", i);
	SAYS(t, b, " new [1]", "back at the first note");
	struct triage *other = open_triage();
	SAYS(other, b, " new [1]", "on disk as well");
	triage_free(other);
	OK(triage_status(t, &a, 1, TRIAGE_NEW, &f) && triage_undo(t, &f),
	    "what changes nothing is no step");
	SAYS(t, b, " new []", "the note was the last step");
	triage_free(t);
}

static void two_at_once(void)
{
	struct fault f;
	make_case();
	struct triage *one = open_triage(), *two = open_triage();
	OK(triage_tag(one, &a, 1, TEXT("one"), &f) && triage_tag(two, &a, 1, TEXT("two"), &f),
	    "both add");
	SAYS(two, a, "one,two new []", "the later one sees both");
	OK(triage_status(one, &a, 1, TRIAGE_RESOLVED, &f) &&
		triage_status(two, &a, 1, TRIAGE_INVESTIGATING, &f),
	    "both set the state");
	OK(triage_undo(one, &f), "one takes its state back");
	OK(triage_undo(one, &f), "and its tag");
	SAYS(one, a, "two new []", "the other's tag stays");
	triage_free(one);
	triage_free(two);
}

static void each_view(void *context, struct text name, struct text content)
{
	struct buf *out = context;
	buf_add(out, name);
	buf_char(out, '=');
	buf_add(out, content);
	buf_char(out, ';');
}

static void each_tag(void *context, struct text tag, uint64_t threats)
{
	struct buf *out = context;
	buf_add(out, tag);
	buf_char(out, ' ');
	buf_number(out, threats);
	buf_char(out, ';');
}

static void lists(void)
{
	struct fault f;
	struct buf out;
	const struct text both[] = { b, a };
	make_case();
	struct triage *t = open_triage();
	buf_init(&out, 1000);
	OK(triage_save_view(t, TEXT("worst"), TEXT("sev:high"), &f) &&
		triage_save_view(t, TEXT("mine"), TEXT("tag:me\nsort"), &f) &&
		triage_save_view(t, TEXT("worst"), TEXT("sev:3"), &f),
	    "views");
	OK(!triage_save_view(t, TEXT(""), TEXT("x"), &f), "not without a name");
	triage_free(t);
	t = open_triage();
	OK(triage_save_view(t, TEXT("mine"), TEXT(""), &f), "one is removed");
	triage_each_view(t, each_view, &out);
	IS_TEXT(buf_text(&out), TEXT("worst=sev:3;"), "the other one is as it was saved last");
	buf_clear(&out);
	OK(triage_tag(t, both, 2, TEXT("m"), &f) && triage_tag(t, &a, 1, TEXT("k"), &f), "tags");
	triage_each_tag(t, each_tag, &out);
	IS_TEXT(buf_text(&out), TEXT("k 1;m 2;"), "in order, with their threats");
	buf_free(&out);
	triage_free(t);
}

static void statuses(void)
{
	static const struct {
		struct text word;
		int status;
	} words[] = { { TEXT("FP"), TRIAGE_FALSE_POSITIVE },
		{ TEXT("false-pos"), TRIAGE_FALSE_POSITIVE }, { TEXT("open"), TRIAGE_NEW },
		{ TEXT("untriaged"), TRIAGE_NEW }, { TEXT("investigating"), TRIAGE_INVESTIGATING },
		{ TEXT("resolved"), TRIAGE_RESOLVED }, { TEXT(""), -1 }, { TEXT("done"), -1 } };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		enum triage_status status = TRIAGE_NEW;
		bool known = triage_status_parse(words[i].word, &status);
		IS_NUMBER(known ? (int)status : -1, words[i].status, "status %s", words[i].word.s);
	}
}

static void growing(void)
{
	struct fault f;
	struct case_file *c = create(true);
	case_publish(c, 0, NS_PER_SECOND);
	struct triage *t = open_triage();
	OK(triage_tag(t, &a, 1, TEXT("early"), &f), "a case that grows: %s", f.text);
	IS_TEXT(text_of(triage_place(t)), text_of(side), "is told of beside it");
	OK(case_finish(c, 0, NS_PER_SECOND, &f), "it is finished");
	case_free(c);
	OK(triage_tag(t, &b, 1, TEXT("late"), &f), "and told more");
	IS_TEXT(text_of(triage_place(t)), text_of(path), "in itself");
	OK(access(side, F_OK) != 0, "the side file is gone");
	triage_free(t);
	t = open_triage();
	SAYS(t, a, "early new []", "what was said early");
	SAYS(t, b, "late new []", "and late");
	triage_free(t);
}

/* Said while it grew, and nothing since: the side file goes without another change. */
static void settled(void)
{
	struct fault f;
	struct case_file *c = create(true);
	case_publish(c, 0, NS_PER_SECOND);
	struct triage *t = open_triage();
	OK(triage_tag(t, &a, 1, TEXT("early"), &f), "a case that grows: %s", f.text);
	triage_free(t);
	OK(case_finish(c, 0, NS_PER_SECOND, &f), "it is finished");
	case_free(c);
	OK(access(side, F_OK) == 0, "the side file is there");
	OK(triage_settle(path, &f), "it goes into the case: %s", f.text);
	OK(access(side, F_OK) != 0, "and is gone");
	OK(triage_settle(path, &f), "where there is none there is nothing to do");
	t = open_triage();
	SAYS(t, a, "early new []", "what was said early");
	triage_free(t);
}

/* Rows of a case that somebody else made. */
static void hostile(void)
{
	struct fault f;
	char tag[3 * TRIAGE_NOTE];
	make_case();
	struct triage *t = open_triage();
	memset(tag, 'x', sizeof(tag));
	memcpy(tag, "\xff\x1b[2J\0\xe2\x80\xae,|", 11);
	OK(triage_tag(t, &a, 1, (struct text) { tag, sizeof(tag) }, &f), "a tag of all sorts");
	const struct marks *m = triage_of(t, a);
	OK(m->tag_count == 1 && !memchr(m->tags[0].s, 0x1b, m->tags[0].n) &&
		!memchr(m->tags[0].s, '|', m->tags[0].n),
	    "no control bytes, no bars");
	OK(triage_note(t, &a, 1, (struct text) { tag, sizeof(tag) }, &f), "a note of all sorts");
	OK(triage_of(t, a)->note.n <= TRIAGE_NOTE + 2, "is cut");
	triage_free(t);
	t = open_triage();
	m = triage_of(t, a);
	OK(m->tag_count == 1 && m->note.n >= TRIAGE_NOTE, "both are read again");
	OK(triage_untag(t, &a, 1, m->tags[0], &f) && triage_of(t, a)->tag_count == 0,
	    "the tag can be removed");
	triage_free(t);
	OK(!triage_open("test-triage-nonesuch.case", &f), "no case");
}

int main(void)
{
	changes();
	undo();
	two_at_once();
	lists();
	statuses();
	growing();
	settled();
	hostile();
	unlink(path);
	unlink(side);
	return check_done();
}
