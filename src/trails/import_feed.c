/* Feeds: records, fields, what of them is the trail and what its info. spec/trails.md 3. */
#include <config.h>

#include "trails/feeds.h"
#include "trails/import_private.h"
#include "trails/key.h"

enum { INFO_MOST = 1024 };

static bool holds_one(struct text t, const struct feed_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (text_find(t, words->list[i]) != TEXT_NONE)
			return true;
	return false;
}

static struct text without_quotes(struct text t)
{
	t = text_trim(t);
	if (t.n > 1 && t.s[0] == '"' && t.s[t.n - 1] == '"')
		t = (struct text) { t.s + 1, t.n - 2 };
	return text_trim(t);
}

/* Where the field at the front ends: a separator within quotes is none. */
static size_t end_of_field(struct text t, struct text separator)
{
	bool quoted = false;
	for (size_t i = 0; i < t.n; i++) {
		if (t.s[i] == '"' && separator.s[0] != '"')
			quoted = !quoted && i == 0;
		else if (!quoted && text_starts(text_from(t, i), separator))
			return i;
	}
	return TEXT_NONE;
}

static struct text next_field(struct text *rest, struct text separator)
{
	struct text t = *rest;
	bool blank = text_is(separator, TEXT("blank"));
	size_t end = 0, skip = separator.n;
	if (blank) {
		t = text_trim(t);
		while (end < t.n && t.s[end] != ' ' && t.s[end] != '\t')
			end++;
		skip = 0;
	} else {
		end = end_of_field(t, separator);
	}
	*rest = end < t.n ? text_from(t, end + skip) : (struct text) { NULL, 0 };
	return without_quotes(text_head(t, end));
}

/* A field by its number, from 1; empty where there are fewer. */
static struct text field_of(const struct feed_shape *shape, struct text record, uint64_t number)
{
	struct text field = without_quotes(record), rest = record;
	if (number == 0 || shape->separator.n == 0)
		return number <= 1 ? field : TEXT("");
	for (uint64_t i = 0; i < number; i++) {
		if (!rest.s)
			return TEXT("");
		field = next_field(&rest, shape->separator);
	}
	return field;
}

/* A field as it stands in info: without its endings, the stand-in where it is empty. */
static void add_field(struct buf *out, const struct feed_shape *shape, struct text t)
{
	for (size_t i = 0; i < shape->trim.count; i++)
		if (text_ends(t, shape->trim.list[i]))
			t = text_trim(text_head(t, t.n - shape->trim.list[i].n));
	if (t.n == 0)
		t = shape->otherwise;
	for (size_t i = 0; i < t.n; i++)
		buf_char(out, shape->lower ? ascii_lower(t.s[i]) : t.s[i]);
}

/* "{3} (malware)" with the third field. */
static void write_info(struct import *in, struct buf *out, struct text record)
{
	struct text t = in->info;
	uint64_t number;
	buf_clear(out);
	for (size_t i = 0; i < t.n; i++) {
		struct text from = text_from(t, i + 1);
		size_t close = t.s[i] == '{' ? text_find_char(from, '}') : TEXT_NONE;
		if (close == TEXT_NONE || !text_number(text_head(from, close), 1000, &number)) {
			buf_char(out, t.s[i]);
			continue;
		}
		add_field(out, in->shape, field_of(in->shape, record, number));
		i += close + 1;
	}
}

/* "|3a|" is a colon: bytes by their hexadecimal digits, in Suricata's way. */
static struct text decode_hex(struct text t, struct buf *out)
{
	bool hex = false;
	buf_clear(out);
	for (size_t i = 0; i < t.n; i++) {
		int high = ascii_hex(t.s[i]), low = i + 1 < t.n ? ascii_hex(t.s[i + 1]) : -1;
		if (t.s[i] == '|') {
			hex = !hex;
		} else if (!hex) {
			buf_char(out, t.s[i]);
		} else if (high >= 0 && low >= 0) {
			buf_char(out, (char)(high << 4 | low));
			i++;
		}
	}
	return buf_text(out);
}

static struct text cut_port(struct text t)
{
	size_t colon = text_find_last(t, ':');
	if (text_starts(t, TEXT("[")) && text_find_char(t, ']') != TEXT_NONE)
		return text_head(text_from(t, 1), text_find_char(t, ']') - 1);
	return colon != TEXT_NONE && text_find_char(t, ':') == colon ? text_head(t, colon) : t;
}

static struct text without_scheme(struct text t)
{
	size_t scheme = text_find(t, TEXT("://"));
	return scheme == TEXT_NONE ? t : text_from(t, scheme + 3);
}

/* The folder that a panel's URL stands in: without query and last part, and from "/panel" on; a host that is
 * an address stands as a URL. */
static struct text folder_of(struct text t, struct buf *out)
{
	static const struct text panels[] = { { "/panel", 6 }, { "/webpanel", 9 } };
	struct address a;
	t = without_scheme(t);
	t = text_head(t, text_find_char(t, '?'));
	t = text_head(t, text_find_char(t, '#'));
	size_t slash = text_find_last(t, '/');
	t = text_head(t, slash);
	for (size_t i = 0; i < 2; i++)
		t = text_head(t, text_find_nocase(t, panels[i]));
	buf_clear(out);
	buf_add(out, t);
	if (address_parse(t, &a))
		buf_char(out, '/');
	return buf_text(out);
}

/* Whether it is worth being tried: lists of the web are full of other words. */
static bool may_be_trail(const struct feed_shape *shape, struct text t)
{
	struct address a;
	if (shape->addresses)
		return address_parse(t, &a);
	return text_find_char(t, '.') != TEXT_NONE || address_parse(t, &a) || t.n == 32 ||
	    t.n == 40 || t.n == 64;
}

static void give(struct import *in, struct text t, struct text info, struct buf *room)
{
	const struct feed_shape *shape = in->shape;
	t = without_quotes(t);
	if (shape->cut_port)
		t = cut_port(t);
	if (shape->hex)
		t = decode_hex(t, room);
	else if (shape->folder)
		t = folder_of(t, room);
	if (!may_be_trail(shape, t))
		return;
	import_value(in, t, info, TEXT(""));
	struct text host = without_scheme(t);
	host = text_head(host, text_find_char(host, '/'));
	if (shape->add_host && host.n < without_scheme(t).n)
		import_value(in, host, info, TEXT(""));
}

/* Every dotted quad, whatever stands around it. */
static void give_addresses(struct import *in, struct text t, struct text info, struct buf *room)
{
	while (t.n) {
		size_t n = 0;
		struct address a;
		while (n < t.n && (ascii_digit(t.s[n]) || t.s[n] == '.'))
			n++;
		if (n >= 7 && address_parse(text_head(t, n), &a))
			give(in, text_head(t, n), info, room);
		t = text_from(t, n ? n : 1);
	}
}

static void give_between(struct import *in, struct text t, struct text info, struct buf *room)
{
	const struct feed_shape *shape = in->shape;
	size_t open, close;
	while ((open = text_find(t, shape->open)) != TEXT_NONE) {
		t = text_from(t, open + shape->open.n);
		close = text_find(t, shape->close);
		if (close == TEXT_NONE)
			return;
		give(in, text_head(t, close), info, room);
		t = shape->first ? TEXT("") : text_from(t, close + shape->close.n);
	}
}

/* What stands behind one of the words of "after"; false where none is there. */
static bool go_after(const struct feed_words *words, struct text *t)
{
	for (size_t i = 0; i < words->count; i++) {
		size_t at = text_find(*t, words->list[i]);
		if (at != TEXT_NONE) {
			*t = text_from(*t, at + words->list[i].n);
			return true;
		}
	}
	return words->count == 0;
}

struct rooms {
	struct buf info, value;
};

static void take_record(struct import *in, struct text record, struct rooms *rooms)
{
	const struct feed_shape *shape = in->shape;
	struct text t = text_trim(record);
	if (t.n == 0 || t.s[0] == '#' || t.n > LIMIT_TRAIL_LINE || holds_one(t, &shape->without) ||
	    (shape->with.count && !holds_one(t, &shape->with)))
		return;
	if (shape->where && !text_is(field_of(shape, t, shape->where), shape->where_is))
		return;
	write_info(in, &rooms->info, t);
	struct text info = buf_text(&rooms->info);
	struct text value = field_of(shape, t, shape->value);
	if (!go_after(&shape->after, &value))
		return;
	if (shape->every_address)
		give_addresses(in, value, info, &rooms->value);
	else if (shape->open.n)
		give_between(in, value, info, &rooms->value);
	else
		give(in, value, info, &rooms->value);
}

static void read_records(struct import *in, struct rooms *rooms)
{
	struct text all, record = in->shape->record;
	if (!import_whole(in, &all))
		return;
	for (uint64_t number = 1; all.n; number++) {
		size_t end = text_find(all, record);
		import_at(in, number);
		take_record(in, text_head(all, end), rooms);
		all = end == TEXT_NONE ? TEXT("") : text_from(all, end + record.n);
	}
}

static void read_feed(struct import *in)
{
	struct text line;
	struct rooms rooms;
	buf_init(&rooms.info, INFO_MOST);
	buf_init(&rooms.value, 2 * LIMIT_TRAIL_LINE);
	if (in->shape->keep_slash || in->shape->folder)
		in->grammar = GRAMMAR_STATIC;
	if (in->shape->record.n)
		read_records(in, &rooms);
	else
		while (import_line(in, &line))
			take_record(in, line, &rooms);
	buf_free(&rooms.info);
	buf_free(&rooms.value);
}

static const struct import_format import_feed = { "lines", "lines of a feed", NULL, read_feed };

/* "Sun, 06 Nov 1994 08:49:37 GMT" as "1994-11-06"; nothing where it is none. */
static struct text day_of(struct text modified, char room[16])
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct text t = text_from(modified, 5);
	uint64_t day, year;
	size_t month =
	    t.n >= 11 ? text_find(text_of(months), text_head(text_from(t, 3), 3)) : TEXT_NONE;
	if (month == TEXT_NONE || month % 3 || !text_number(text_head(t, 2), 31, &day) ||
	    !text_number(text_head(text_from(t, 7), 4), 9999, &year))
		return TEXT("");
	struct buf out;
	buf_init(&out, 15);
	buf_format(
	    &out, "%04u-%02u-%02u", (unsigned)year, (unsigned)(month / 3 + 1), (unsigned)day);
	memcpy(room, out.p, out.n);
	size_t n = out.n;
	buf_free(&out);
	return (struct text) { room, n };
}

bool builder_add_feed(struct builder *b, const struct feed *feed, struct text modified,
    const char *path, uint64_t *used, struct fault *f)
{
	char room[16];
	struct import_options o = { .path = path,
		.name = feed->name,
		.format = feed->format ? feed->format : &import_feed,
		.info = feed->info,
		.reference = feed->reference,
		.feed = true,
		.shape = &feed->shape,
		.date = day_of(modified, room) };
	return import_file(b, &o, used, f);
}
