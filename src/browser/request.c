/* Keys and what they ask for. */
#include <config.h>

#include "browser/request.h"

/* clang-format off */
#define REQUEST_ROW(id, group, keys, help) { REQUEST_##id, GROUP_##group, keys, help },
const struct request_row request_rows[] = {
	REQUESTS(REQUEST_ROW)
	{ REQUEST_NONE, GROUP_PROGRAM, NULL, NULL },
};
#undef REQUEST_ROW
/* clang-format on */

static const struct {
	const char *name;
	uint32_t key;
} names[] = {
	{ "Up", KEY_TS_UP },
	{ "Down", KEY_TS_DOWN },
	{ "Left", KEY_TS_LEFT },
	{ "Right", KEY_TS_RIGHT },
	{ "PageUp", KEY_TS_PAGE_UP },
	{ "PageDown", KEY_TS_PAGE_DOWN },
	{ "Home", KEY_TS_HOME },
	{ "End", KEY_TS_END },
	{ "Enter", KEY_TS_ENTER },
	{ "Esc", KEY_TS_ESCAPE },
	{ "Backspace", KEY_TS_BACKSPACE },
	{ "Delete", KEY_TS_DELETE },
	{ "Tab", KEY_TS_TAB },
	{ "BackTab", KEY_TS_BACKTAB },
	{ "F1", KEY_TS_F1 },
	{ "Space", ' ' },
};

/* Of a key by its name, "^F" or itself; 0: unknown. */
static uint32_t key_of_name(struct text name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_is(name, text_of(names[i].name)))
			return names[i].key;
	if (name.n == 2 && name.s[0] == '^' && name.s[1] >= 'A' && name.s[1] <= '_')
		return (uint32_t)(name.s[1] - '@');
	size_t n = utf8_length(name);
	return n && n == name.n ? utf8_decode(name.s, n) : 0;
}

enum request request_of_key(uint32_t key)
{
	for (const struct request_row *row = request_rows; row->keys; row++) {
		struct text keys = text_of(row->keys);
		while (keys.s)
			if (key_of_name(text_split(&keys, ' ')) == key)
				return row->request;
	}
	return REQUEST_NONE;
}

/* Two numbers with that between them. */
static bool two_numbers(struct text t, char between, uint64_t most, int *a, int *b)
{
	uint64_t first, second;
	struct text before = text_split(&t, between);
	if (!text_number(before, most, &first) || !text_number(t, most, &second))
		return false;
	*a = (int)first;
	*b = (int)second;
	return true;
}

/* "Click ROW,COLUMN", "Resize COLUMNSxROWS". */
static bool event_of_name(struct text name, struct input *out)
{
	static const struct {
		const char *name;
		enum input_kind kind;
	} kinds[] = {
		{ "Click", INPUT_CLICK },
		{ "DoubleClick", INPUT_DOUBLE_CLICK },
		{ "WheelUp", INPUT_WHEEL_UP },
		{ "WheelDown", INPUT_WHEEL_DOWN },
	};
	enum { MOST = 100000 };
	struct text rest = name, kind = text_split(&rest, ' ');
	if (text_is(kind, TEXT("Resize"))) {
		out->kind = INPUT_RESIZE;
		return two_numbers(rest, 'x', MOST, &out->column, &out->row);
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_is(kind, text_of(kinds[i].name))) {
			out->kind = kinds[i].kind;
			return two_numbers(rest, ',', MOST, &out->row, &out->column);
		}
	return false;
}

/* How many bytes the name in "<…>" at the start of t has; 0: it is a character that stands for itself. */
static size_t name_length(struct text t)
{
	enum { LONGEST = 32 };
	if (t.n < 3 || t.s[0] != '<' || !ascii_letter(t.s[1]))
		return 0;
	for (size_t i = 2; i < t.n && i < LONGEST; i++) {
		if (t.s[i] == '>')
			return i - 1;
		if (!ascii_letter(t.s[i]) && !ascii_digit(t.s[i]) && t.s[i] != ' ' && t.s[i] != ',')
			return 0;
	}
	return 0;
}

bool script_key(struct text *t, struct input *out)
{
	size_t n = name_length(*t);
	*out = (struct input) { .kind = INPUT_KEY };
	if (n) {
		struct text name = { t->s + 1, n };
		*t = text_from(*t, n + 2);
		if (event_of_name(name, out))
			return true;
		out->key = name.n > 1 ? key_of_name(name) : 0;
	} else if (t->n > 1 && t->s[0] == '^' && t->s[1] >= 'A' && t->s[1] <= '_') {
		out->key = key_of_name(text_head(*t, 2));
		*t = text_from(*t, 2);
	} else {
		size_t length = utf8_length(*t);
		out->key = length ? utf8_decode(t->s, length) : 0;
		*t = text_from(*t, length ? length : 1);
	}
	if (out->key == '\n' || out->key == '\r')
		out->key = KEY_TS_ENTER;
	out->request = request_of_key(out->key);
	return out->key != 0;
}
