/* What packed files hold. */
#include <config.h>

#include "base/buf.h"
#include "capture/members.h"
#include "capture/packed.h"

/* Name and place of a member; container is the name of the file that holds it. */
static void set_member(struct input *in, const struct unpack_member *m)
{
	struct buf b;
	in->member = m->number;
	in->kind = input_text(in->common, m->kind);
	in->facts.member = input_text(in->common, m->path);
	in->facts.name = packed_name(in->packed);
	if (!m->path[0])
		return;
	buf_init(&b, SIZE_MAX / 4);
	buf_add(&b, text_of(packed_name(in->packed)));
	buf_char(&b, '!');
	buf_add(&b, text_of(m->path));
	in->facts.name = input_text(in->common, buf_string(&b));
	buf_free(&b);
}

static struct input *new_member(const struct input *in, const struct unpack_member *m)
{
	struct input *member = input_new(in->common, in->facts.path);
	member->packed = in->packed;
	member->stream = in->stream;
	set_member(member, m);
	return member;
}

/* A new input where the member is a capture or cannot be read, else NULL; a stream's stays open. */
static struct input *look_at(
    const struct input *in, struct unpack *walk, const struct unpack_member *m)
{
	struct input *member = new_member(in, m);
	if (m->why[0]) {
		input_fail(member, INPUT_UNREADABLE, input_text(in->common, m->why));
		member->ended = true;
	} else {
		member->walk = walk;
		input_look(member);
	}
	if (member->facts.state != INPUT_NO_CAPTURE)
		return member;
	in->common->strangers++;
	member->walk = NULL;
	input_free(member);
	return NULL;
}

/* A file that is one compressed stream: the input is that capture, or none. */
static void look_at_only(struct input *in, struct unpack *walk, const struct unpack_member *m)
{
	set_member(in, m);
	if (m->why[0]) {
		input_fail(in, INPUT_UNREADABLE, input_text(in->common, m->why));
		return;
	}
	in->walk = walk;
	in->ended = false;
	in->ended = !input_look(in);
	if (!in->ended)
		packed_join(in->packed, in);
}

static bool find_member(const struct input *in, struct unpack *walk, const struct unpack_member *m)
{
	struct input *member = look_at(in, walk, m);
	if (!member)
		return false;
	if (member->capture)
		packed_join(in->packed, member);
	in->common->found(in->common->context, member);
	return true;
}

bool members_look(struct input *in)
{
	struct unpack_member m;
	const char *why;
	struct source *stored = packed_open(in->packed, false, &why);
	in->ended = true;
	if (!stored) {
		input_fail(in, INPUT_UNREADABLE, input_text(in->common, why));
		return true;
	}
	stored->bytes_read = &in->common->bytes_looked;
	struct unpack *walk = unpack_new(&in->common->unpack, in->facts.name, stored);
	bool only = false, any = false;
	unpack_look(walk);
	while (!only && unpack_next(walk, &m)) {
		only = !m.path[0];
		if (only)
			look_at_only(in, walk, &m);
		else
			any |= find_member(in, walk, &m);
	}
	if (!only && unpack_fault(walk)[0])
		input_fail(in, any ? INPUT_DAMAGED : INPUT_UNREADABLE,
		    input_text(in->common, unpack_fault(walk)));
	else if (!only && !any)
		input_fail(in, INPUT_NO_CAPTURE, "it holds no capture");
	unpack_free(walk);
	return only || in->facts.state != INPUT_READ;
}

/* Goes on to the next capture of a stream, which the input becomes. False where there is none; then
 * the input is the stream itself, with its fault where that is one file. */
static bool next_capture(struct input *in)
{
	struct unpack_member m;
	while (unpack_next(in->walk, &m)) {
		set_member(in, &m);
		in->ended = false;
		in->facts.state = INPUT_READ;
		in->facts.why = "";
		if (!m.why[0] && input_look(in))
			return true;
		if (m.why[0])
			input_fail(in, INPUT_UNREADABLE, input_text(in->common, m.why));
		if (in->facts.state == INPUT_NO_CAPTURE) {
			in->common->strangers++;
			continue;
		}
		if (!m.path[0])
			return false;
		struct input *unread = new_member(in, &m);
		input_fail(unread, in->facts.state, in->facts.why);
		unread->ended = true;
		in->common->found(in->common->context, unread);
	}
	return false;
}

bool members_begin(struct input *in)
{
	struct source *stored = in->source;
	in->source = NULL;
	in->common->open--;
	in->walk = unpack_new(&in->common->unpack, in->facts.name, stored);
	packed_adopt(in->packed, in->walk);
	packed_join(in->packed, in);
	if (next_capture(in))
		return true;
	bool only = !in->facts.member[0] && in->facts.state == INPUT_UNREADABLE;
	in->facts.name = packed_name(in->packed);
	in->facts.member = "";
	in->ended = true;
	if (!only && unpack_fault(in->walk)[0])
		input_fail(in, INPUT_UNREADABLE, input_text(in->common, unpack_fault(in->walk)));
	else if (!only)
		input_fail(in, INPUT_NO_CAPTURE, "it holds no capture");
	packed_return(in->packed, in->walk, in->member);
	in->walk = NULL;
	return false;
}

struct input *members_next(struct input *in)
{
	if (!in->stream || !in->walk)
		return NULL;
	struct unpack_member none = { .path = "", .kind = "", .why = "" };
	struct input *next = new_member(in, &none);
	next->walk = in->walk;
	in->walk = NULL;
	if (next_capture(next))
		return next;
	if (unpack_fault(next->walk)[0] && in->facts.state == INPUT_READ) {
		input_fail(in, INPUT_DAMAGED, input_text(in->common, unpack_fault(next->walk)));
		notice(&in->common->notices, "%s: %s", in->facts.name, in->facts.why);
	}
	packed_return(in->packed, next->walk, in->member);
	next->walk = NULL;
	input_free(next);
	return NULL;
}
