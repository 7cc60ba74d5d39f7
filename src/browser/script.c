/* Scripts of keys. */
#include <config.h>

#include "browser/script.h"

#include "base/outfile.h"
#include "base/time.h"

/* As a terminal does it, but for the waiting. */
static void settle(struct browser *b)
{
	enum { STEP = 20000000 };
	bool more;
	do {
		more = browser_step(b, time_monotonic() + STEP);
		browser_draw(b);
	} while (more);
}

bool script_run(struct browser *b, struct text keys, struct fault *f)
{
	struct text rest = keys;
	struct input in;
	settle(b);
	while (rest.n && !b->quit) {
		struct text at = rest;
		if (!script_key(&rest, &in))
			return fault_set(
			    f, "no such key in the script: %.*s", (int)text_head(at, 40).n, at.s);
		browser_input(b, &in);
		settle(b);
	}
	return true;
}

bool script_dump(struct browser *b, const char *path, bool styles, struct fault *f)
{
	struct buf screen;
	struct outfile *out = outfile_begin(path, f);
	if (!out)
		return false;
	buf_init(&screen, SIZE_MAX / 4);
	canvas_dump(&b->canvas, styles, &screen);
	outfile_add(out, buf_text(&screen));
	buf_free(&screen);
	return outfile_commit(out, f);
}
