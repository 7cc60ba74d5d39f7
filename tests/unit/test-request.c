/* Keys of scripts, and what keys ask for. */
#include <config.h>

#include "browser/request.h"

#include "check.h"

static void keys(void)
{
	static const struct {
		const char *script;
		uint32_t key;
		enum request request;
		size_t left;
	} rows[] = {
		{ "j", 'j', REQUEST_DOWN, 0 },
		{ "jk", 'j', REQUEST_DOWN, 1 },
		{ "<Down>k", KEY_TS_DOWN, REQUEST_DOWN, 1 },
		{ "<Enter>", KEY_TS_ENTER, REQUEST_OPEN, 0 },
		{ "\r", KEY_TS_ENTER, REQUEST_OPEN, 0 },
		{ "<Space>", ' ', REQUEST_LOOK, 0 },
		{ " ", ' ', REQUEST_LOOK, 0 },
		{ "^F", 6, REQUEST_PAGE_DOWN, 0 },
		{ "^Z", 26, REQUEST_SUSPEND, 0 },
		{ "^", '^', REQUEST_NONE, 0 },
		{ "^f", '^', REQUEST_NONE, 1 },
		{ "<", '<', REQUEST_MOVE_LEFT, 0 },
		{ "<<Down>", '<', REQUEST_MOVE_LEFT, 6 },
		{ "<5", '<', REQUEST_MOVE_LEFT, 1 },
		{ ">", '>', REQUEST_MOVE_RIGHT, 0 },
		{ "=", '=', REQUEST_WIDEN, 0 },
		{ "<F1>", KEY_TS_F1, REQUEST_HELP, 0 },
		{ "\xc3\xa4x", 0xe4, REQUEST_NONE, 1 },
	};
	static const char *const bad[] = { "", "<Nowhere>", "<Click 1>", "<Resize x>", "\xff" };
	struct input in;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text t = text_of(rows[i].script);
		t.s = edge_copy(t.s, t.n);
		OK(script_key(&t, &in), "script %zu is read", i);
		IS_NUMBER(in.key, rows[i].key, "script %zu: key", i);
		IS_NUMBER(in.request, rows[i].request, "script %zu: request", i);
		IS_NUMBER(t.n, rows[i].left, "script %zu: rest", i);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct text t = text_of(bad[i]);
		OK(!script_key(&t, &in), "bad script %zu is refused", i);
	}
}

static void events(void)
{
	struct text t = TEXT("<Resize 40x10><Click 3,7><DoubleClick 0,0><WheelDown 1,2>x");
	struct input in;
	OK(script_key(&t, &in) && in.kind == INPUT_RESIZE && in.column == 40 && in.row == 10,
	    "a resize");
	OK(script_key(&t, &in) && in.kind == INPUT_CLICK && in.row == 3 && in.column == 7,
	    "a click");
	OK(script_key(&t, &in) && in.kind == INPUT_DOUBLE_CLICK, "a double click");
	OK(script_key(&t, &in) && in.kind == INPUT_WHEEL_DOWN && in.column == 2, "a wheel");
	OK(script_key(&t, &in) && in.kind == INPUT_KEY && in.key == 'x', "a key after them");
}

/* No key asks for two things, each request has a key that exists. */
static void table(void)
{
	for (const struct request_row *row = request_rows; row->keys; row++) {
		struct text rest = text_of(row->keys);
		while (rest.s) {
			struct text key = text_split(&rest, ' ');
			char script[32] = "<";
			struct input in;
			struct text t = key;
			if (key.n > 1 && key.s[0] != '^') {
				memcpy(script + 1, key.s, key.n);
				script[key.n + 1] = '>';
				t = (struct text) { script, key.n + 2 };
			}
			OK(script_key(&t, &in) && in.request == row->request, "the key %.*s: %s",
			    (int)key.n, key.s, row->help);
		}
	}
}

int main(void)
{
	keys();
	events();
	table();
	return check_done();
}
