/* Sources of trails: files of rows or lines, compiled stores. spec/trails.md 1, 2. */
#include <config.h>

#include <errno.h>
#include <stdlib.h>

#include "base/escape.h"
#include "trails/builder.h"
#include "trails/grammar.h"
#include "trails/idna.h"
#include "trails/key.h"
#include "trails/lines.h"
#include "trails/reader.h"
#include "trails/sources.h"

/* More lines that are no text than this, and few others: the file is no list. */
enum { BINARY_LINES = 8, BINARY_SHARE = 4 };

/* A file while it is read. */
struct source {
	struct builder *b;
	const char *path;
	enum source_mode mode;
	struct text info, suffix, reference;
	struct lines lines;
	uint64_t used, skipped, binary; /* lines; binary: those of the skipped that are no text */
	uint64_t first;                 /* line number of the first that was skipped */
	const char *why;
	struct buf repaired, text; /* a key or line in another form; an info */
	char room[LIMIT_TRAIL_LINE + 2];
};

static void skip(struct source *src, const char *why)
{
	if (!src->why) {
		src->why = why;
		src->first = src->lines.number;
	}
	src->skipped++;
	src->b->counts.skipped++;
}

static void skip_binary(struct source *src, const char *why)
{
	src->binary++;
	skip(src, why);
}

/* Skips a line that is not UTF-8 or holds control characters. */
static bool is_text(struct source *src, struct text line)
{
	for (size_t n; line.n; line = text_from(line, n)) {
		n = utf8_length(line);
		bool control =
		    (line.s[0] >= 0 && line.s[0] < 0x20 && line.s[0] != '\t') || line.s[0] == 0x7f;
		if (n == 0 || control) {
			skip_binary(src, n ? "control characters" : "not UTF-8");
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

/* A key in small letters, as everything is looked up; a pattern means what it says, and an address is told as
 * it stands. */
static struct text in_small_letters(struct source *src, struct text key)
{
	struct key_form form;
	size_t i = 0;
	while (i < key.n && ascii_lower(key.s[i]) == key.s[i])
		i++;
	if (i == key.n || key_is_pattern(key))
		return key;
	key_parse(key, &form);
	if (key_group(form.kind) == KEY_ADDRESSES || form.kind == TRAIL_RANGE)
		return key;
	buf_clear(&src->text);
	for (i = 0; i < key.n; i++)
		buf_char(&src->text, ascii_lower(key.s[i]));
	return buf_text(&src->text);
}

static void take_row(struct source *src, struct text line)
{
	struct text field[3];
	if (!is_ascii(line)) {
		buf_clear(&src->repaired);
		repair_utf8(&src->repaired, line);
		line = text_head(buf_text(&src->repaired), LIMIT_TRAIL_LINE);
	}
	if (!grammar_row(line, src->room, field)) {
		skip(src, "not three fields");
		return;
	}
	/* The reference would meet only the row that is in small letters already: that one stays. */
	struct text key = in_small_letters(src, field[0]);
	if (builder_put(src->b, key, field[1], field[2], key.s != field[0].s))
		src->used++;
	else
		skip(src, "its key is too long");
}

/* A key of a static or custom file with its info. */
static void take_key(struct source *src, struct text key, struct text info)
{
	bool bundled = src->mode != SOURCE_CUSTOM;
	if (bundled && grammar_is_bogon(key, info)) {
		skip(src, "not in the public internet");
		return;
	}
	bool yields = bundled && text_find(info, TEXT("history")) != TEXT_NONE;
	if (builder_put(src->b, key, grammar_info(key, info), src->reference, yields))
		src->used++;
	else
		skip(src, "its key is too long");
}

static void take_line(struct source *src, struct text line)
{
	enum grammar grammar = src->mode == SOURCE_STATIC ? GRAMMAR_STATIC : GRAMMAR_CUSTOM;
	struct text key, info = src->info;
	const char *why;
	if (src->mode == SOURCE_STATIC_CSV) {
		struct text value = text_split(&line, ',');
		struct text said = text_trim(line);
		while (said.n && said.s[0] == '"')
			said = text_from(said, 1);
		while (said.n && said.s[said.n - 1] == '"')
			said.n--;
		buf_clear(&src->text);
		buf_add(&src->text, said);
		buf_add(&src->text, src->suffix);
		info = buf_text(&src->text);
		line = value;
	}
	if (!is_text(src, line))
		return;
	if (grammar_key(line, grammar, src->room, &key, &why)) {
		buf_clear(&src->repaired);
		if (!is_ascii(key))
			idna_ascii(&src->repaired, key);
		take_key(src, is_ascii(key) ? key : buf_text(&src->repaired), info);
	} else if (why) {
		skip(src, why);
	}
}

static void take_entry(struct source *src, struct text line)
{
	line = text_trim(line);
	if (line.n == 0 || line.s[0] == '#' || !is_text(src, line))
		return;
	if (line.n > LIMIT_TRAIL_KEY) {
		skip(src, "too long an entry");
		return;
	}
	intern_add(src->b->whitelist, line, NULL);
	src->used++;
}

static void take(struct source *src, struct text line)
{
	src->b->counts.lines++;
	if (src->mode == SOURCE_WHITELIST)
		take_entry(src, line);
	else if (src->mode != SOURCE_ROWS)
		take_line(src, line);
	else if (text_trim(line).n)
		take_row(src, line);
}

/* Rows of trails.csv are known by the first line that is not blank. */
static enum source_mode mode_of(struct text first, char *room)
{
	struct text field[3];
	while (first.s) {
		struct text line = text_split(&first, '\n');
		if (text_trim(line).n == 0)
			continue;
		bool rows = line.n <= LIMIT_TRAIL_LINE && line.s[0] != '#' &&
		    grammar_row(line, room, field) && field[1].n && text_trim(field[2]).n;
		return rows ? SOURCE_ROWS : SOURCE_CUSTOM;
	}
	return SOURCE_CUSTOM;
}

static void read_lines(struct source *src)
{
	struct text line;
	enum line_fate fate;
	if (src->mode == SOURCE_ALONE || src->mode == SOURCE_ASK)
		src->mode = mode_of(lines_first(&src->lines), src->room);
	while ((fate = lines_next(&src->lines, &line)) != LINE_END) {
		if (fate == LINE_GOOD)
			take(src, line);
		else if (fate == LINE_LONG)
			skip(src, "longer than 65536 bytes");
		else
			skip_binary(src, "a NUL byte");
	}
}

static void tell_skipped(const struct source *src)
{
	unsigned long long first = src->first, all = src->skipped;
	if (all == 1)
		notice(src->b->notices, "%s: line %llu: %s, skipped", src->path, first, src->why);
	else if (all)
		notice(src->b->notices, "%s: line %llu: %s, skipped (%llu lines skipped in all)",
		    src->path, first, src->why, all);
}

/* A file that was named itself must hold something; what else there is to say is a notice. */
static bool judge(const struct source *src, bool alone, struct fault *f)
{
	unsigned long long first = src->first, all = src->skipped;
	bool binary = src->binary > BINARY_LINES && src->binary / BINARY_SHARE > src->used;
	if (!alone || (src->used && !binary)) {
		tell_skipped(src);
		return true;
	}
	if (all == 0)
		return fault_set(f, "%s: holds no trails", src->path);
	return fault_set(f, "%s: holds no trails (line %llu: %s; %llu lines skipped)", src->path,
	    first, src->why, all);
}

/* The info that a file's name stands for: its last part without the ending, blanks for _. */
static void info_of(struct buf *out, struct text name, struct text suffix)
{
	size_t slash = text_find_last(name, '/');
	if (slash != TEXT_NONE)
		name = text_from(name, slash + 1);
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

bool source_file(struct builder *b, const char *path, struct text name, enum source_mode mode,
    const char *suffix, uint64_t *used, struct fault *f)
{
	struct source *src = xcalloc(1, sizeof(*src));
	struct buf info, reference;
	*src = (struct source) { .b = b, .path = path, .mode = mode, .suffix = text_of(suffix) };
	buf_init(&src->repaired, 3 * LIMIT_TRAIL_LINE);
	buf_init(&src->text, 2 * LIMIT_TRAIL_LINE);
	buf_init(&info, LIMIT_TRAIL_LINE);
	buf_init(&reference, LIMIT_TRAIL_LINE);
	bool good = lines_open(&src->lines, path, f);
	if (good) {
		uint32_t number = builder_begin_source(b, name);
		info_of(&info, name, src->suffix);
		src->info = buf_text(&info);
		if (mode == SOURCE_STATIC_CSV) {
			info_of(&reference, name, TEXT(" (static)"));
			src->reference = buf_text(&reference);
		} else {
			src->reference =
			    mode == SOURCE_STATIC ? TEXT("(static)") : TEXT("(custom)");
		}
		read_lines(src);
		lines_digest(&src->lines, b->sources[number].digest);
		*used += src->used;
		errno = src->lines.error;
		if (errno)
			good = fault_errno(f, "cannot read %s", path);
		else
			good = judge(src, mode == SOURCE_ALONE, f);
	}
	lines_close(&src->lines);
	buf_free(&src->repaired);
	buf_free(&src->text);
	buf_free(&info);
	buf_free(&reference);
	free(src);
	return good;
}

static bool read_store(
    struct builder *b, const char *path, struct text name, uint64_t *used, struct fault *f)
{
	struct store *s = store_open(path, f);
	if (!s)
		return false;
	struct fault why;
	if (!store_verify(s, &why)) {
		store_close(s);
		return fault_set(f, "%s: %s", path, why.text);
	}
	uint32_t number = builder_begin_source(b, name);
	digest_sha256(s->map, s->size, b->sources[number].digest);
	for (uint32_t i = 0; i < store_count(s); i++) {
		struct trail t = store_trail(s, i);
		*used += builder_put(b, t.key, t.info, t.reference, false);
	}
	for (uint64_t i = 0; i < store_whitelist_count(s); i++)
		intern_add(b->whitelist, store_whitelist_entry(s, i), NULL);
	*used += store_whitelist_count(s);
	store_close(s);
	return true;
}

static struct text last_part(const char *path)
{
	struct text name = text_of(path);
	size_t slash = text_find_last(name, '/');
	return slash != TEXT_NONE && slash + 1 < name.n ? text_from(name, slash + 1) : name;
}

bool builder_add(struct builder *b, const char *path, struct fault *f)
{
	uint64_t used = 0;
	bool good;
	if (source_is_directory(path))
		good = source_tree(b, path, &used, f);
	else if (store_is(path))
		good = read_store(b, path, last_part(path), &used, f);
	else
		good = source_file(b, path, last_part(path), SOURCE_ALONE, "", &used, f);
	if (good && used == 0)
		return fault_set(f, "%s: holds no trails", path);
	return good;
}

bool builder_add_whitelist(struct builder *b, const char *path, struct fault *f)
{
	uint64_t used = 0, skipped = b->counts.skipped;
	if (source_is_directory(path))
		return fault_set(f, "%s: is a directory, not a whitelist", path);
	if (!source_file(b, path, last_part(path), SOURCE_WHITELIST, "", &used, f))
		return false;
	if (used == 0 && b->counts.skipped > skipped)
		return fault_set(f, "%s: is no whitelist", path);
	return true;
}
