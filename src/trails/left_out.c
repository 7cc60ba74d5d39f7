/* Networks of which feeds say nothing: those of content delivery. spec/trails.md 4. */
#include <config.h>

#include <stdlib.h>

#include "trails/builder.h"
#include "trails/feeds.h"
#include "trails/key.h"
#include "trails/lines.h"
#include "trails/ranges.h"

struct networks {
	struct prefix *list;
	size_t count, room;
};

/* Why a line is none, or NULL. */
static const char *take_line(struct networks *networks, struct text line)
{
	struct prefix p = { .value = 0 };
	line = text_trim(text_head(line, text_find_char(line, '#')));
	if (line.n == 0)
		return NULL;
	if (!key_parse_range(line, &p.base, &p.bits))
		return "not a network";
	prefix_mask(&p.base, p.bits);
	networks->list =
	    grow(networks->list, networks->count, &networks->room, sizeof(*networks->list));
	networks->list[networks->count++] = p;
	return NULL;
}

bool builder_leave_out(struct builder *b, const char *path, struct fault *f)
{
	struct networks networks = { .count = 0 };
	struct lines l;
	struct text line;
	enum line_fate fate;
	const char *why = NULL;
	bool good = lines_open(&l, path, NULL, f);
	while (good && !why && (fate = lines_next(&l, &line)) != LINE_END)
		why = fate == LINE_GOOD ? take_line(&networks, line) : "no text";
	if (good && why)
		good = fault_set(f, "%s: line %llu: %s", path, (unsigned long long)l.number, why);
	lines_close(&l);
	if (good) {
		buf_clear(&b->left_out[0]);
		buf_clear(&b->left_out[1]);
		ranges_flatten(networks.list, networks.count, 4, &b->left_out[0]);
		ranges_flatten(networks.list, networks.count, 6, &b->left_out[1]);
	}
	free(networks.list);
	return good;
}

bool builder_leaves_out(const struct builder *b, struct text key, struct text info)
{
	struct key_form form;
	if (b->left_out[0].n + b->left_out[1].n == 0 ||
	    text_find(info, TEXT("parking")) != TEXT_NONE ||
	    text_find(info, TEXT("sinkhole")) != TEXT_NONE)
		return false;
	key_parse(text_head(key, text_find_char(key, '/')), &form);
	if (form.kind != TRAIL_ADDRESS && form.kind != TRAIL_ADDRESS_PORT)
		return false;
	return ranges_find(buf_text(&b->left_out[form.address.version == 6]), &form.address) !=
	    RANGES_NONE;
}
