/* Finding the records of a JSON document. RFC 8259. */
#include <config.h>

#include <cjson/cJSON.h>

#include "trails/json_records.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct text skip_blanks(struct text t)
{
	while (t.n && is_blank(t.s[0]))
		t = text_from(t, 1);
	return t;
}

bool json_begins(struct text t)
{
	t = skip_blanks(t);
	if (t.n == 0 || (t.s[0] != '{' && t.s[0] != '['))
		return false;
	bool object = t.s[0] == '{';
	t = skip_blanks(text_from(t, 1));
	if (t.n == 0)
		return false;
	return t.s[0] == '"' || (object ? t.s[0] == '}' : t.s[0] == '{' || t.s[0] == '[');
}

/* Length of the string that t begins with, quotes included; 0: it is cut. */
static size_t string_length(struct text t)
{
	for (size_t i = 1; i < t.n; i++) {
		size_t quote = text_find_char(text_from(t, i), '"'), slashes = 0;
		if (quote == TEXT_NONE)
			return 0;
		i += quote;
		while (slashes < i - 1 && t.s[i - 1 - slashes] == '\\')
			slashes++;
		if (slashes % 2 == 0)
			return i + 1;
	}
	return 0;
}

/* Of a number or a word, whichever. */
static size_t word_length(struct text t)
{
	size_t n = 0;
	while (
	    n < t.n && !is_blank(t.s[n]) && text_find_char(TEXT(",:{}[]\""), t.s[n]) == TEXT_NONE)
		n++;
	return n;
}

/* Of an object or array; brackets are kept as bits: 1 for an object. 0: cut, too deep, or they do not fit. */
static size_t container_length(struct text t)
{
	uint64_t open = 0;
	size_t depth = 0;
	for (size_t i = 0; i < t.n; i++) {
		char c = t.s[i];
		if (c == '"') {
			size_t n = string_length(text_from(t, i));
			if (n == 0)
				return 0;
			i += n - 1;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_DEPTH)
				return 0;
			open = open << 1 | (c == '{');
		} else if (c == '}' || c == ']') {
			if ((open & 1) != (c == '}'))
				return 0;
			open >>= 1;
			if (--depth == 0)
				return i + 1;
		}
	}
	return 0;
}

struct text json_take(struct text *t)
{
	struct text all = skip_blanks(*t);
	size_t n = 0;
	if (all.n == 0)
		return *t = (struct text) { "", 0 };
	if (all.s[0] == '"')
		n = string_length(all);
	else if (all.s[0] == '{' || all.s[0] == '[')
		n = container_length(all);
	else
		n = word_length(all);
	*t = text_from(all, n);
	return text_head(all, n);
}

struct json_walk json_enter(struct text container)
{
	container = skip_blanks(container);
	bool object = json_is_object(container);
	if (!object && !json_is_array(container))
		return (struct json_walk) { .rest = { NULL, 0 } };
	return (struct json_walk) { .rest = text_from(container, 1), .object = object };
}

static bool end_walk(struct json_walk *w, bool damaged)
{
	w->rest = (struct text) { NULL, 0 };
	w->damaged = damaged;
	return false;
}

/* The key of a member, and the colon behind it. */
static bool take_key(struct json_walk *w, struct text *key)
{
	if (!w->rest.n || w->rest.s[0] != '"')
		return false;
	*key = json_take(&w->rest);
	if (key->n < 2)
		return false;
	*key = (struct text) { key->s + 1, key->n - 2 };
	w->rest = skip_blanks(w->rest);
	if (!w->rest.n || w->rest.s[0] != ':')
		return false;
	w->rest = skip_blanks(text_from(w->rest, 1));
	return true;
}

bool json_next(struct json_walk *w, struct text *key, struct text *value)
{
	*key = *value = (struct text) { NULL, 0 };
	if (!w->rest.s)
		return false;
	w->rest = skip_blanks(w->rest);
	if (w->rest.n && w->rest.s[0] == ',')
		w->rest = skip_blanks(text_from(w->rest, 1));
	if (w->rest.n && (w->rest.s[0] == '}' || w->rest.s[0] == ']'))
		return end_walk(w, false);
	if (w->object && !take_key(w, key))
		return end_walk(w, true);
	struct text from = w->rest;
	*value = json_take(&w->rest);
	if (value->n > 0)
		return true;
	*value = from;
	(void)end_walk(w, true);
	return from.n > 0;
}

struct text json_member(struct text object, struct text key)
{
	struct json_walk w = json_enter(object);
	struct text name, value;
	while (w.object && json_next(&w, &name, &value))
		if (text_is(name, key))
			return value;
	return (struct text) { NULL, 0 };
}

bool json_is(struct text value, struct text wanted)
{
	return value.n == wanted.n + 2 && value.s[0] == '"' &&
	    text_is((struct text) { value.s + 1, wanted.n }, wanted);
}

struct cJSON *json_tree(struct text record)
{
	if (record.n == 0 || record.n > JSON_RECORD)
		return NULL;
	cJSON_InitHooks(NULL);
	const char *end = NULL;
	struct text copy = record, whole = json_take(&copy);
	if (whole.n != record.n)
		return NULL;
	cJSON *tree = cJSON_ParseWithLengthOpts(record.s, record.n, &end, false);
	if (tree && end != record.s + record.n) {
		cJSON_Delete(tree);
		return NULL;
	}
	return tree;
}

struct text json_string(const struct cJSON *value)
{
	const char *s = cJSON_GetStringValue(value);
	return s ? text_of(s) : (struct text) { "", 0 };
}

struct text json_string_of(const struct cJSON *object, const char *key)
{
	return json_string(cJSON_GetObjectItemCaseSensitive(object, key));
}

bool json_is_true(const struct cJSON *object, const char *key)
{
	const struct cJSON *value = cJSON_GetObjectItemCaseSensitive(object, key);
	struct text t = json_string(value);
	return cJSON_IsTrue(value) || (cJSON_IsNumber(value) && value->valuedouble == 1) ||
	    text_is(t, TEXT("1")) || text_is(t, TEXT("true"));
}
