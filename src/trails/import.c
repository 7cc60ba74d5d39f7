/* Reading one source: its lines, its words, what becomes of what it gives. */
#include <config.h>

#include <errno.h>
#include <stdlib.h>

#include "base/escape.h"
#include "trails/import_private.h"
#include "trails/grammar.h"
#include "trails/idna.h"
#include "trails/spelling.h"

/* More lines that are no text than this, and few others: the file is no list. */
enum { BINARY_LINES = 8, BINARY_SHARE = 4, REASONS_ROOM = 600 };

/* --- what is left out */

static void count_reason(struct import *in, const char *why)
{
	size_t i = 0;
	while (i < in->reason_count && strcmp(in->reasons[i].why, why) != 0)
		i++;
	if (i == IMPORT_REASONS)
		return;
	if (i == in->reason_count)
		in->reasons[in->reason_count++] = (struct import_reason) { why, in->b->line, 0 };
	in->reasons[i].count++;
}

void import_skip(struct import *in, const char *why)
{
	in->skipped++;
	in->b->counts.skipped++;
	count_reason(in, why);
	if (in->b->verbose)
		notice(in->b->notices, "%s: line %lu: %s, skipped", in->path,
		    (unsigned long)in->b->line, why);
}

static void skip_binary(struct import *in, const char *why)
{
	in->binary++;
	import_skip(in, why);
}

/* Skips what is not UTF-8 or holds control characters. */
static bool is_text(struct import *in, struct text t)
{
	for (size_t n; t.n; t = text_from(t, n)) {
		n = utf8_length(t);
		bool control = (t.s[0] >= 0 && t.s[0] < 0x20 && t.s[0] != '\t') || t.s[0] == 0x7f;
		if (n == 0 || control) {
			skip_binary(in, n ? "control characters" : "not UTF-8");
			return false;
		}
	}
	return true;
}

static bool is_ascii(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] & 0x80)
			return false;
	return true;
}

/* --- reading */

struct text import_head(const struct import *in)
{
	return lines_first(&in->lines);
}

struct text import_file_name(struct text name)
{
	static const char *const packed[] = { ".gz", ".bz2", ".xz", ".zst", ".lz4", ".lz", ".Z" };
	size_t at = name.n;
	while (at > 0 && name.s[at - 1] != '/' && name.s[at - 1] != '!')
		at--;
	name = text_from(name, at);
	for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++)
		if (text_ends(name, text_of(packed[i])) && name.n > strlen(packed[i]))
			return text_head(name, name.n - strlen(packed[i]));
	return name;
}

bool import_line(struct import *in, struct text *line)
{
	enum line_fate fate;
	while ((fate = lines_next(&in->lines, line)) != LINE_END) {
		in->b->line = (uint32_t)in->lines.number;
		in->b->counts.lines++;
		if (fate == LINE_GOOD)
			return true;
		if (fate == LINE_LONG)
			import_skip(in, "longer than 65536 bytes");
		else
			skip_binary(in, "a NUL byte");
	}
	return false;
}

bool import_whole(struct import *in, struct text *all)
{
	if (!lines_rest(&in->lines, IMPORT_WHOLE_MOST, &in->whole)) {
		import_skip(in, "larger than 512 MiB");
		return false;
	}
	*all = buf_text(&in->whole);
	return true;
}

void import_at(struct import *in, uint64_t number)
{
	in->b->line = number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

/* --- giving */

/* What a source says beside its keys, on one line and as text: the rest becomes U+FFFD, or a blank. */
static struct text clean(struct buf *room, struct text said)
{
	bool good = true;
	for (size_t i = 0; i < said.n && good; i++)
		good = (unsigned char)said.s[i] >= 0x20 && (unsigned char)said.s[i] < 0x7f;
	if (good)
		return said;
	buf_clear(room);
	repair_utf8(room, text_head(said, LIMIT_TRAIL_LINE));
	for (size_t i = 0; i < room->n; i++)
		if ((room->p[i] >= 0 && room->p[i] < 0x20) || room->p[i] == 0x7f)
			room->p[i] = ' ';
	return buf_text(room);
}

static void put(struct import *in, struct text key, struct text info, struct text reference)
{
	enum builder_rank rank = in->rank;
	if (in->bundled && text_find(info, TEXT("history")) != TEXT_NONE)
		rank = RANK_YIELDS;
	if (builder_put(in->b, key, info, reference, rank))
		in->used++;
	else
		import_skip(in, "its key is too long");
}

void import_row(struct import *in, const struct text field[3])
{
	put(in, field[0], field[1], field[2]);
}

static void put_key(struct import *in, struct text key, struct text info, struct text reference)
{
	put(in, key, info.n ? clean(&in->said[0], info) : in->info,
	    reference.n ? clean(&in->said[1], reference) : in->reference);
}

/* Whether it is UTF-8 without control characters. */
static bool is_plain(struct text t)
{
	for (size_t n; t.n; t = text_from(t, n)) {
		n = utf8_length(t);
		if (n == 0 || (n == 1 && (t.s[0] < ' ' || t.s[0] == 0x7f)))
			return false;
	}
	return true;
}

void import_agent(struct import *in, struct text agent, struct text info, struct text reference)
{
	char room[LIMIT_TRAIL_KEY];
	agent = text_trim(agent);
	if (agent.n == 0 || agent.n > LIMIT_TRAIL_KEY || !is_plain(agent)) {
		import_skip(in, "not a user agent");
		return;
	}
	for (size_t i = 0; i < agent.n; i++)
		room[i] = ascii_lower(agent.s[i]);
	put_key(in, (struct text) { room, agent.n }, info, reference);
}

/* A key in the form that it is looked up by, with its info. */
static void put_value(struct import *in, struct text key, struct text info, struct text reference)
{
	if (in->filtered && grammar_is_bogon(key, info)) {
		import_skip(in, "not in the public internet");
		return;
	}
	if (in->rank == RANK_FEED && builder_leaves_out(in->b, key, info)) {
		import_skip(in, "in a network of content delivery");
		return;
	}
	put(in, key, grammar_info(key, info), reference);
}

void import_value(struct import *in, struct text value, struct text info, struct text reference)
{
	struct text key;
	const char *why;
	if (value.n > LIMIT_TRAIL_LINE) {
		import_skip(in, "longer than 65536 bytes");
		return;
	}
	if (!is_text(in, value))
		return;
	if (!in->bundled)
		value = spelling_plain(value, in->plain);
	if (!grammar_key(value, in->grammar, in->room, &key, &why)) {
		if (why)
			import_skip(in, why);
		return;
	}
	buf_clear(&in->repaired);
	if (!is_ascii(key)) {
		idna_ascii(&in->repaired, key);
		key = buf_text(&in->repaired);
	}
	put_value(in, key, info.n ? clean(&in->said[0], info) : in->info,
	    reference.n ? clean(&in->said[1], reference) : in->reference);
}

void import_endpoint(struct import *in, struct text address, struct text port, struct text info,
    struct text reference)
{
	char room[ADDRESS_TEXT];
	struct address a;
	uint64_t number;
	if (port.n == 0 || text_is(port, TEXT("0"))) {
		import_value(in, address, info, reference);
		return;
	}
	if (!address_parse(address, &a) || !text_number(port, 65535, &number)) {
		import_skip(in, "no address with a port");
		return;
	}
	size_t n = address_port_text(&a, (uint16_t)number, room);
	import_value(in, (struct text) { room, n }, info, reference);
}

static void put_entry(struct import *in, struct entries *list, struct text entry)
{
	if (entry.n == 0 || !is_text(in, entry))
		return;
	if (entry.n > LIMIT_TRAIL_KEY) {
		import_skip(in, "too long an entry");
		return;
	}
	builder_put_entry(in->b, list, entry);
	in->used++;
}

void import_entry(struct import *in, struct text entry)
{
	put_entry(in, &in->b->whitelist, text_trim(entry));
}

void import_ignored(struct import *in, struct text rule)
{
	put_entry(in, &in->b->ignore, rule);
}

void import_cite(struct import *in, struct text citation)
{
	const struct builder_origin *now = &in->b->origins[in->b->origin_count - 1];
	citation = clean(&in->said[0], citation);
	if (!text_is(now->citation, citation))
		builder_begin_origin(in->b, in->source, citation);
}

void import_aliases(struct import *in, struct text aliases)
{
	in->b->sources[in->source].aliases = arena_text(&in->b->arena, aliases);
}

void import_date(struct import *in, struct text date)
{
	in->b->sources[in->source].date = arena_text(&in->b->arena, date);
}

void import_words(struct import *in, struct text info, struct text reference)
{
	in->info = arena_text(&in->b->arena, clean(&in->said[0], info));
	in->reference = arena_text(&in->b->arena, clean(&in->said[0], reference));
}

/* --- a source from its first to its last line */

/* ": 3 not a trail, 1 not UTF-8", where there are several reasons. */
static void list_reasons(const struct import *in, struct buf *out)
{
	for (size_t i = 0; in->reason_count > 1 && i < in->reason_count; i++)
		buf_format(out, "%s %llu %s", i ? "," : ":",
		    (unsigned long long)in->reasons[i].count, in->reasons[i].why);
}

static void tell_skipped(const struct import *in)
{
	struct buf reasons;
	unsigned long long all = in->skipped;
	if (all == 0 || in->b->verbose)
		return;
	const struct import_reason *first = &in->reasons[0];
	if (all == 1)
		notice(in->b->notices, "%s: line %llu: %s, skipped", in->path,
		    (unsigned long long)first->first, first->why);
	if (all < 2)
		return;
	buf_init(&reasons, REASONS_ROOM);
	list_reasons(in, &reasons);
	notice(in->b->notices, "%s: line %llu: %s, skipped (%llu lines skipped in all%s)", in->path,
	    (unsigned long long)first->first, first->why, all, buf_string(&reasons));
	buf_free(&reasons);
}

/* A file that was named itself must hold something; what else there is to say is a notice. */
static bool judge(const struct import *in, bool alone, struct fault *f)
{
	unsigned long long all = in->skipped;
	bool binary = in->binary > BINARY_LINES && in->binary / BINARY_SHARE > in->used;
	if (!alone || (in->used && !binary)) {
		tell_skipped(in);
		return true;
	}
	if (all == 0)
		return fault_set(f, "%s: holds no trails", in->path);
	return fault_set(f, "%s: holds no trails (line %llu: %s; %llu lines skipped)", in->path,
	    (unsigned long long)in->reasons[0].first, in->reasons[0].why, all);
}

void import_info(struct buf *out, struct text name, struct text suffix)
{
	size_t dot = text_find_last(name, '.');
	if (dot != TEXT_NONE && dot > 0)
		name = text_head(name, dot);
	for (struct text word = name; word.s;) {
		buf_add(out, text_split(&word, '_'));
		if (word.s)
			buf_char(out, ' ');
	}
	buf_add(out, suffix);
}

static void begin(struct import *in, const struct import_options *o)
{
	struct buf info;
	in->source = builder_begin_source(in->b, in->name);
	buf_init(&info, LIMIT_TRAIL_LINE);
	import_info(&info, import_file_name(in->name), o->suffix);
	import_date(in, o->date);
	import_words(in, o->info.n ? o->info : buf_text(&info),
	    o->reference.n ? o->reference : TEXT("(custom)"));
	buf_free(&info);
	if (!in->format)
		in->format = import_recognise(import_head(in), import_file_name(in->name));
}

bool import_file(struct builder *b, const struct import_options *o, uint64_t *used, struct fault *f)
{
	struct import *in = xcalloc(1, sizeof(*in));
	in->b = b;
	in->path = o->path;
	in->name = o->name;
	in->suffix = o->suffix;
	in->format = o->format;
	in->grammar = o->bundled && o->format != &import_pairs ? GRAMMAR_STATIC : GRAMMAR_CUSTOM;
	in->bundled = o->bundled;
	in->filtered = o->bundled || o->feed;
	in->shape = o->shape;
	in->rank = o->feed ? RANK_FEED : RANK_LAST;
	buf_init(&in->repaired, 3 * LIMIT_TRAIL_LINE);
	buf_init(&in->said[0], 3 * LIMIT_TRAIL_LINE);
	buf_init(&in->said[1], 3 * LIMIT_TRAIL_LINE);
	buf_init(&in->whole, (size_t)IMPORT_WHOLE_MOST + 1);
	bool good = lines_open(&in->lines, o->path, o->supply, f);
	if (good) {
		begin(in, o);
		in->format->read(in);
		lines_digest(&in->lines, b->sources[in->source].digest);
		*used += in->used;
		errno = in->lines.error;
		if (errno)
			good = fault_errno(f, "cannot read %s", o->path);
		else
			good = judge(in, o->alone, f);
	}
	b->line = 0;
	lines_close(&in->lines);
	buf_free(&in->repaired);
	buf_free(&in->said[0]);
	buf_free(&in->said[1]);
	buf_free(&in->whole);
	free(in);
	return good;
}
