/* Literals of a regular expression: a walk over the constructs that patterns of trails use; what is not
 * known here makes nothing known. pcre2pattern(3). */
#include <config.h>

#include "trails/literals.h"

enum {
	RUN = 64,    /* bytes of one literal: more tell no more */
	DEPTH = 16,  /* groups inside each other */
	MOST = 1024, /* literals of a pattern */
};

/* One alternative as far as it was read. */
struct branch {
	struct required_texts best;
	char run[RUN];
	size_t length; /* of the run of literal bytes before the place at hand */
};

/* A group that is open, or the whole. */
struct level {
	struct branch branch;
	struct required_texts all; /* of the alternatives before */
	bool later;                /* there are some */
};

struct walk {
	struct text pattern;
	size_t at;
	struct level levels[DEPTH + 1];
	unsigned depth;
	bool lost; /* something that is not known here */
	struct arena *arena;
};

static bool more(const struct walk *w)
{
	return w->at < w->pattern.n;
}

static bool take(struct walk *w, char c)
{
	bool is = more(w) && w->pattern.s[w->at] == c;
	w->at += is;
	return is;
}

/* A top-level domain tells little, the usual first label nothing. */
static size_t worth_of(struct text t)
{
	if (text_is(t, TEXT("www.")))
		return 1;
	return t.n > 2 && t.n <= 5 && t.s[0] == '.' ? t.n - 1 : t.n;
}

static size_t worth(struct required_texts set)
{
	size_t least = RUN;
	for (size_t i = 0; i < set.count; i++) {
		size_t n = worth_of(set.list[i]);
		least = n < least ? n : least;
	}
	return set.count ? least : 0;
}

static void offer(struct branch *b, struct required_texts set)
{
	if (worth(set) > worth(b->best))
		b->best = set;
}

static void end_run(struct walk *w, struct branch *b)
{
	if (b->length == 0)
		return;
	struct text *one = arena_take(w->arena, sizeof(*one));
	*one = arena_text(w->arena, (struct text) { b->run, b->length });
	b->length = 0;
	offer(b, (struct required_texts) { one, 1 });
}

static struct required_texts join(struct walk *w, struct required_texts a, struct required_texts b)
{
	if (a.count == 0 || b.count == 0 || a.count + b.count > MOST)
		return (struct required_texts) { NULL, 0 };
	struct text *list = arena_take(w->arena, (a.count + b.count) * sizeof(*list));
	memcpy(list, a.list, a.count * sizeof(*list));
	memcpy(list + a.count, b.list, b.count * sizeof(*list));
	return (struct required_texts) { list, a.count + b.count };
}

/* Behind "{": "2}", "2,}" or "2,3}"; whether the least is none. Other braces are not read here. */
static bool braces(struct walk *w)
{
	struct text rest = text_from(w->pattern, w->at);
	size_t close = text_find_char(rest, '}');
	struct text most = text_head(rest, close == TEXT_NONE ? 0 : close);
	struct text least = text_split(&most, ',');
	uint64_t n = 0, m;
	w->lost |= !text_number(least, UINT16_MAX, &n) ||
	    (most.n > 0 && !text_number(most, UINT16_MAX, &m));
	if (!w->lost)
		w->at += close + 1;
	return n == 0;
}

/* Passes what says how often the atom before it stands; whether that may be never. */
static bool may_be_absent(struct walk *w)
{
	bool absent = take(w, '*') || take(w, '?');
	if (!absent && !take(w, '+')) {
		if (!take(w, '{'))
			return false;
		absent = braces(w);
	}
	if (!take(w, '?'))
		take(w, '+');
	return absent;
}

/* Behind "[". */
static void pass_class(struct walk *w)
{
	take(w, '^');
	take(w, ']');
	while (more(w) && !take(w, ']')) {
		if (w->pattern.s[w->at] == '[')
			w->lost = true; /* maybe a named class */
		take(w, '\\');
		w->at++;
	}
}

/* The byte that is meant behind a backslash, -1 for a set or a place. */
static int escaped(struct walk *w)
{
	if (!more(w)) {
		w->lost = true;
		return -1;
	}
	char c = w->pattern.s[w->at++];
	if (!ascii_letter(c) && !ascii_digit(c) && !(c & 0x80))
		return (unsigned char)c;
	w->lost |= text_find_char(TEXT("dDwWsSbBAzZ"), c) == TEXT_NONE;
	return -1;
}

static void add_byte(struct walk *w, struct branch *b, char c)
{
	size_t before = w->at;
	bool absent = may_be_absent(w);
	if (absent || b->length == RUN)
		end_run(w, b);
	if (absent)
		return;
	b->run[b->length++] = c;
	if (w->at == before)
		return;
	/* The last of the repetitions is followed by what comes. */
	end_run(w, b);
	b->run[b->length++] = c;
}

/* A byte, or one of the characters that stand for none of their own. */
static void take_atom(struct walk *w, struct branch *b, char c)
{
	if (text_find_char(TEXT("[.^$"), c) != TEXT_NONE) {
		end_run(w, b);
		if (c == '[')
			pass_class(w);
		may_be_absent(w);
		return;
	}
	int byte = c == '\\' ? escaped(w) : (unsigned char)c;
	if (byte >= 0) {
		add_byte(w, b, (char)byte);
		return;
	}
	end_run(w, b);
	may_be_absent(w);
}

static void end_alternative(struct walk *w)
{
	struct level *l = &w->levels[w->depth];
	end_run(w, &l->branch);
	l->all = l->later ? join(w, l->all, l->branch.best) : l->branch.best;
	l->branch = (struct branch) { .length = 0 };
	l->later = true;
}

/* Behind "(". */
static void begin_group(struct walk *w)
{
	end_run(w, &w->levels[w->depth].branch);
	w->lost |= w->depth == DEPTH || take(w, '*') || (take(w, '?') && !take(w, ':'));
	if (!w->lost)
		w->levels[++w->depth] = (struct level) { .later = false };
}

static void end_group(struct walk *w)
{
	w->lost |= w->depth == 0;
	if (w->lost)
		return;
	end_alternative(w);
	struct required_texts inside = w->levels[w->depth--].all;
	if (!may_be_absent(w))
		offer(&w->levels[w->depth].branch, inside);
}

struct required_texts literals_of(struct text pattern, struct arena *arena)
{
	struct walk w = { .pattern = pattern, .arena = arena };
	while (!w.lost && more(&w)) {
		char c = pattern.s[w.at++];
		if (c == '(')
			begin_group(&w);
		else if (c == ')')
			end_group(&w);
		else if (c == '|')
			end_alternative(&w);
		else
			take_atom(&w, &w.levels[w.depth].branch, c);
	}
	if (w.lost || w.depth > 0)
		return (struct required_texts) { NULL, 0 };
	end_alternative(&w);
	return w.levels[0].all;
}
