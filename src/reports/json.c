/* Records for JSON reports, built with cJSON in an arena. RFC 8259. */
#include <config.h>

#include <cjson/cJSON.h>

#include <stdlib.h>

#include "base/escape.h"
#include "base/time.h"
#include "reports/formats.h"
#include "reports/json.h"

struct json {
	struct outfile *out;
	struct arena arena; /* of the record at hand */
	struct buf clean, quoted;
	size_t expected; /* length of the record before */
	bool over;
};

/* cJSON asks its hooks without a context. */
static struct arena *behind;

static void *take(size_t n)
{
	return arena_take(behind, n);
}

static void leave(void *p)
{
	(void)p; /* the arena is emptied as a whole */
}

struct json *json_begin(struct outfile *out)
{
	struct json *j = xcalloc(1, sizeof(*j));
	j->out = out;
	buf_init(&j->clean, REPORT_RECORD);
	buf_init(&j->quoted, REPORT_RECORD);
	return j;
}

bool json_end(struct json *j, struct fault *f)
{
	bool good = !j->over;
	if (behind == &j->arena) {
		cJSON_InitHooks(NULL);
		behind = NULL;
	}
	buf_free(&j->clean);
	buf_free(&j->quoted);
	arena_free(&j->arena);
	free(j);
	return good || fault_set(f, "a row of the case is too long for a report");
}

struct cJSON *json_record(struct json *j)
{
	cJSON_Hooks hooks = { take, leave };
	cJSON_InitHooks(&hooks);
	behind = &j->arena;
	arena_reset(&j->arena);
	return cJSON_CreateObject();
}

static void put(struct cJSON *into, const char *key, struct cJSON *value)
{
	if (key)
		cJSON_AddItemToObjectCS(into, key, value);
	else
		cJSON_AddItemToArray(into, value);
}

struct cJSON *json_object(struct json *j, struct cJSON *into, const char *key)
{
	(void)j;
	struct cJSON *object = cJSON_CreateObject();
	put(into, key, object);
	return object;
}

struct cJSON *json_array(struct json *j, struct cJSON *into, const char *key)
{
	(void)j;
	struct cJSON *array = cJSON_CreateArray();
	put(into, key, array);
	return array;
}

static void quote_char(struct buf *out, char c)
{
	static const char named[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	const char *at = c ? strchr(named, c) : NULL;
	if (at) {
		buf_char(out, '\\');
		buf_char(out, letters[at - named]);
	} else if ((unsigned char)c < 0x20) {
		buf_format(out, "\\u%04x", (unsigned)c);
	} else {
		buf_char(out, c);
	}
}

/* How much at the start of t stands in a JSON string as it is. */
static size_t plain_length(struct text t)
{
	size_t n = 0;
	while (n < t.n && t.s[n] >= 0x20 && t.s[n] < 0x7f && t.s[n] != '"' && t.s[n] != '\\')
		n++;
	return n;
}

static void quote_foreign(struct buf *out, struct text byte)
{
	struct buf clean;
	buf_init(&clean, 16);
	escape_utf8(&clean, byte);
	for (size_t i = 0; i < clean.n; i++)
		quote_char(out, clean.p[i]);
	buf_free(&clean);
}

void json_quote(struct buf *out, struct text t)
{
	buf_char(out, '"');
	while (t.n) {
		size_t plain = plain_length(t);
		buf_add(out, text_head(t, plain));
		t = text_from(t, plain);
		size_t n = utf8_length(t);
		if (n > 1)
			buf_add(out, text_head(t, n));
		else if (n == 1)
			quote_char(out, t.s[0]);
		else if (t.n)
			quote_foreign(out, text_head(t, 1));
		t = text_from(t, n ? n : 1);
	}
	buf_char(out, '"');
}

void json_text(struct json *j, struct cJSON *into, const char *key, struct text value)
{
	buf_clear(&j->quoted);
	json_quote(&j->quoted, value);
	j->over = j->over || j->quoted.over;
	put(into, key, cJSON_CreateRaw(buf_string(&j->quoted)));
}

void json_number(struct json *j, struct cJSON *into, const char *key, uint64_t value)
{
	buf_clear(&j->quoted);
	buf_number(&j->quoted, value);
	put(into, key, cJSON_CreateRaw(buf_string(&j->quoted)));
}

void json_null(struct json *j, struct cJSON *into, const char *key)
{
	(void)j;
	put(into, key, cJSON_CreateNull());
}

void json_time(struct json *j, struct cJSON *into, const char *key, int64_t value)
{
	char text[TIME_TEXT];
	size_t n = time_text(value, text);
	if (n)
		json_text(j, into, key, (struct text) { text, n });
	else
		json_null(j, into, key);
}

const char *json_key(struct json *j, struct text key)
{
	buf_clear(&j->clean);
	for (struct text rest = key; rest.s;) {
		struct text part = text_split(&rest, '\0');
		escape_utf8(&j->clean, part);
		if (rest.s)
			buf_add(&j->clean, TEXT("\\x00"));
	}
	j->over = j->over || j->clean.over;
	return arena_text(&j->arena, buf_text(&j->clean)).s;
}

struct text json_line(struct json *j, const struct cJSON *record)
{
	const char *line = cJSON_PrintBuffered(record, (int)j->expected + 256, 0);
	j->over = j->over || !line;
	if (j->over)
		return TEXT("");
	struct text text = text_of(line);
	j->expected = text.n < 1 << 16 ? text.n : 1 << 16;
	return text;
}

void json_write(struct json *j, const struct cJSON *record)
{
	outfile_add(j->out, json_line(j, record));
}

void json_add(struct json *j, struct text between)
{
	outfile_add(j->out, between);
}
