/* Internal addresses with their threats, the worst first. Added up in steps. */
#include <config.h>

#include <stdlib.h>
#include <sys/random.h>

#include "base/intern.h"
#include "base/time.h"
#include "browser/browser.h"
#include "browser/cells.h"
#include "browser/describe.h"
#include "browser/grid.h"
#include "case/listing.h"
#include "reports/display.h"

enum { AT_ONCE = 16, NAMES = 3, LINE = 4 << 10 };

struct host {
	uint64_t threats[SEVERITY_HIGH + 1]; /* by severity; [0]: those that it is a source of */
	uint64_t events;                     /* of them: also those between other addresses */
	uint64_t worst;                      /* row of the worst one */
	int64_t first, last;
};

struct hosts_view {
	struct view view;
	struct grid grid;
	struct listing *listing; /* threats, worst first */
	size_t seen;             /* of them */
	bool done;
	struct intern *addresses;
	struct host *hosts;
	uint32_t *order; /* what stands at each place of the table */
	size_t room, order_room, ordered;
	struct arena arena, batch;
	/* the one that was loaded last */
	uint32_t at;
	struct buf names;
	struct case_threat worst;
};

/* clang-format off */
#define HOST_COLUMNS(x) \
	x(ADDRESS, "host", 13, 16, 40, 1, false) \
	x(NAMES, "names", 12, 24, 80, 10, false) \
	x(HIGH, "high", 6, 7, 12, 2, true) \
	x(MEDIUM, "medium", 6, 7, 12, 3, true) \
	x(LOW, "low", 6, 7, 12, 5, true) \
	x(SOURCE, "as source", 9, 9, 12, 7, true) \
	x(EVENTS, "events", 6, 8, 14, 6, true) \
	x(FIRST, "first_seen", 13, 13, 13, 9, false) \
	x(LAST, "last_seen", 13, 13, 13, 8, false) \
	x(WORST, "worst threat", 14, 40, 160, 4, false)
/* clang-format on */
#define HOST_ENUM(id, ...) HOST_##id,
enum host_column { HOST_COLUMNS(HOST_ENUM) HOST_END };
#undef HOST_ENUM
#define HOST_ROW(id, name, least, wanted, most, importance, right)                                 \
	{ name, least, wanted, most, importance, right },
static const struct grid_column columns[] = { HOST_COLUMNS(HOST_ROW) };
#undef HOST_ROW

/* --- adding up */

static void add_to(struct hosts_view *h, struct text address, bool source, uint64_t row,
    const struct case_threat *t)
{
	bool fresh;
	uint32_t number = intern_add(h->addresses, address, &fresh);
	h->hosts = grow(h->hosts, number, &h->room, sizeof(*h->hosts));
	struct host *host = &h->hosts[number];
	if (fresh)
		*host = (struct host) { .worst = row, .first = t->first, .last = t->last };
	host->threats[0] += source;
	host->threats[t->severity]++;
	host->events += t->events;
	host->first = t->first < host->first ? t->first : host->first;
	host->last = t->last > host->last ? t->last : host->last;
}

static bool has(const struct case_values *v, struct text address)
{
	for (size_t i = 0; i < v->count; i++)
		if (text_is(v->list[i], address))
			return true;
	return false;
}

static void add_threat(struct hosts_view *h, uint64_t row)
{
	struct case_threat t;
	struct fault f;
	struct address a;
	arena_reset(&h->batch);
	if (!case_threat_at(h->view.b->c, row, &h->batch, &t, &f))
		return;
	for (size_t i = 0; i < t.src_ip.count; i++)
		if (address_parse(t.src_ip.list[i], &a) && address_is_private(&a))
			add_to(h, t.src_ip.list[i], true, row, &t);
	for (size_t i = 0; i < t.dst_ip.count; i++)
		if (address_parse(t.dst_ip.list[i], &a) && address_is_private(&a) &&
		    !has(&t.src_ip, t.dst_ip.list[i]))
			add_to(h, t.dst_ip.list[i], false, row, &t);
}

static void forget(struct hosts_view *h)
{
	struct hash_key key = { 0x686f737473, 1 };
	/* Without randomness at hand it stays as it is. */
	if (getrandom(&key, sizeof(key), GRND_NONBLOCK) < 0)
		key.k1 = 2;
	intern_free(h->addresses);
	h->addresses = intern_new(&key);
	h->seen = h->ordered = 0;
	h->done = false;
	h->grid.count = 0;
	h->grid.more = true;
}

static void begin(struct hosts_view *h)
{
	const struct browser *b = h->view.b;
	const struct listing_options options = { .of = LISTING_THREATS,
		.key = LISTING_WORST,
		.query = b->filter.query,
		.triage = b->triage,
		.hidden = b->filter.hidden };
	forget(h);
	listing_free(h->listing);
	h->listing = listing_new(b->c, &options);
}

/* --- order */

static int by_number(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_severity(const struct host *a, const struct host *b)
{
	/* Of two with the same, the one that began it comes first. */
	for (int level = SEVERITY_HIGH; level >= 0; level--) {
		int order = by_number(a->threats[level], b->threats[level]);
		if (order)
			return order;
	}
	return by_number(a->events, b->events);
}

static int by_address(struct text a, struct text b)
{
	struct address x = { .version = 0 }, y = { .version = 0 };
	(void)(address_parse(a, &x) && address_parse(b, &y));
	return address_compare(&x, &y);
}

static int compare_hosts(const struct hosts_view *h, uint32_t x, uint32_t y)
{
	const struct host *a = &h->hosts[x], *b = &h->hosts[y];
	/* clang-format off */
	switch ((enum host_column)h->grid.sorted) {
	case HOST_MEDIUM: return by_number(a->threats[SEVERITY_MEDIUM], b->threats[SEVERITY_MEDIUM]);
	case HOST_LOW: return by_number(a->threats[SEVERITY_LOW], b->threats[SEVERITY_LOW]);
	case HOST_SOURCE: return by_number(a->threats[0], b->threats[0]);
	case HOST_EVENTS: return by_number(a->events, b->events);
	case HOST_FIRST: return (a->first > b->first) - (a->first < b->first);
	case HOST_LAST: return (a->last > b->last) - (a->last < b->last);
	case HOST_ADDRESS: return by_address(intern_text(h->addresses, x), intern_text(h->addresses, y));
	default: return by_severity(a, b);
	}
	/* clang-format on */
}

static int compare_places(const void *a, const void *b, void *context)
{
	const struct hosts_view *h = context;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = compare_hosts(h, x, y);
	if (h->grid.reverse)
		order = -order;
	return order ? order : (x > y) - (x < y);
}

static void order_all(struct hosts_view *h)
{
	size_t count = intern_count(h->addresses);
	grid_keep(&h->grid);
	free(h->order);
	h->order = xcalloc(count + 1, sizeof(*h->order));
	for (size_t i = 0; i < count; i++)
		h->order[i] = (uint32_t)i;
	qsort_r(h->order, count, sizeof(*h->order), compare_places, h);
	h->ordered = h->grid.count = count;
}

/* --- rows */

static bool load(void *context, size_t place)
{
	struct hosts_view *h = context;
	struct fault f;
	if (place >= h->ordered)
		return false;
	h->at = h->order[place];
	arena_reset(&h->arena);
	buf_clear(&h->names);
	describe_names(h->view.b, intern_text(h->addresses, h->at), NAMES, &h->names);
	return case_threat_at(h->view.b->c, h->hosts[h->at].worst, &h->arena, &h->worst, &f);
}

static void number_cell(const struct spot *s, enum style style, uint64_t n)
{
	struct buf line;
	buf_init(&line, 64);
	display_number(&line, n);
	cell_right(s, n ? style : STYLE_DIM, buf_text(&line));
	buf_free(&line);
}

/* Its severity and info, and its trail where there is room for both. */
static void draw_worst(const struct hosts_view *h, const struct spot *s)
{
	enum { SEVERITY = 7, INFO = 28, TRAIL = 12 };
	struct spot rest = *s;
	cell_severity(s, h->worst.severity);
	rest.at += SEVERITY;
	rest.width -= SEVERITY;
	if (rest.width <= 0)
		return;
	bool both = rest.width >= INFO + TRAIL;
	int used =
	    canvas_text(s->c, s->row, rest.at, both ? INFO : rest.width, STYLE_TEXT, h->worst.info);
	rest.at += used + 2;
	rest.width -= used + 2;
	if (both)
		cell_trail(&rest, h->worst.trail);
}

static void draw_cell(void *context, int column, struct canvas *c, int row, int at, int width)
{
	const struct hosts_view *h = context;
	const struct host *host = &h->hosts[h->at];
	const struct spot s = { c, row, at, width, false };
	/* clang-format off */
	switch ((enum host_column)column) {
	case HOST_ADDRESS: cell_text(&s, STYLE_PRIVATE, intern_text(h->addresses, h->at)); break;
	case HOST_NAMES: cell_text(&s, STYLE_TEXT, buf_text(&h->names)); break;
	case HOST_HIGH: number_cell(&s, STYLE_HIGH, host->threats[SEVERITY_HIGH]); break;
	case HOST_MEDIUM: number_cell(&s, STYLE_MEDIUM, host->threats[SEVERITY_MEDIUM]); break;
	case HOST_LOW: number_cell(&s, STYLE_LOW, host->threats[SEVERITY_LOW]); break;
	case HOST_SOURCE: number_cell(&s, STYLE_TEXT, host->threats[0]); break;
	case HOST_EVENTS: number_cell(&s, STYLE_TEXT, host->events); break;
	case HOST_FIRST: cell_time(&s, host->first); break;
	case HOST_LAST: cell_time(&s, host->last); break;
	case HOST_WORST: draw_worst(h, &s); break;
	case HOST_END: break;
	}
	/* clang-format on */
}

static void add_time(struct buf *out, int64_t ns)
{
	char text[TIME_TEXT];
	size_t n = time_text(ns, text);
	buf_add(out, (struct text) { text, n });
}

static void cell_as_text(void *context, int column, struct buf *out)
{
	const struct hosts_view *h = context;
	const struct host *host = &h->hosts[h->at];
	/* clang-format off */
	switch ((enum host_column)column) {
	case HOST_ADDRESS: buf_add(out, intern_text(h->addresses, h->at)); break;
	case HOST_NAMES: buf_add(out, buf_text(&h->names)); break;
	case HOST_HIGH: buf_number(out, host->threats[SEVERITY_HIGH]); break;
	case HOST_MEDIUM: buf_number(out, host->threats[SEVERITY_MEDIUM]); break;
	case HOST_LOW: buf_number(out, host->threats[SEVERITY_LOW]); break;
	case HOST_SOURCE: buf_number(out, host->threats[0]); break;
	case HOST_EVENTS: buf_number(out, host->events); break;
	case HOST_FIRST: add_time(out, host->first); break;
	case HOST_LAST: add_time(out, host->last); break;
	case HOST_WORST:
		buf_add(out, h->worst.info);
		buf_char(out, ' ');
		buf_add(out, h->worst.trail);
		break;
	case HOST_END: break;
	}
	/* clang-format on */
}

/* Its number and one: 0 is no identity. */
static uint64_t identity(void *context, size_t place)
{
	const struct hosts_view *h = context;
	return place < h->ordered ? (uint64_t)h->order[place] + 1 : 0;
}

static size_t find(void *context, uint64_t wanted)
{
	const struct hosts_view *h = context;
	for (size_t i = 0; i < h->ordered; i++)
		if ((uint64_t)h->order[i] + 1 == wanted)
			return i;
	return SIZE_MAX;
}

static void sort(void *context, int column, bool reverse)
{
	(void)column, (void)reverse;
	order_all(context);
}

static bool largest_first(int column)
{
	return column != HOST_ADDRESS && column != HOST_NAMES && column != HOST_FIRST;
}

static const struct grid_class table = { .columns = columns,
	.column_count = HOST_END,
	.load = load,
	.draw = draw_cell,
	.text = cell_as_text,
	.identity = identity,
	.find = find,
	.sort = sort,
	.largest_first = largest_first };

/* --- the view */

static void open_view(struct view *v)
{
	struct hosts_view *h = (struct hosts_view *)v;
	buf_init(&h->names, LINE);
	grid_init(&h->grid, &table, h);
	h->grid.sorted = HOST_HIGH;
	h->grid.reverse = true;
	begin(h);
}

static void close_view(struct view *v)
{
	struct hosts_view *h = (struct hosts_view *)v;
	listing_free(h->listing);
	intern_free(h->addresses);
	free(h->hosts);
	free(h->order);
	buf_free(&h->names);
	arena_free(&h->arena);
	arena_free(&h->batch);
}

static bool step(struct view *v, int64_t until)
{
	struct hosts_view *h = (struct hosts_view *)v;
	if (h->done)
		return false;
	bool more = listing_step(h->listing, until);
	const struct fault *f = listing_fault(h->listing);
	/* Only when all are known their places are. */
	while (!more && h->seen < listing_count(h->listing)) {
		for (size_t i = 0; i < AT_ONCE && h->seen < listing_count(h->listing); i++)
			add_threat(h, listing_row(h->listing, h->seen++));
		if (time_monotonic() >= until)
			break;
	}
	if (f)
		browser_say(v->b, STYLE_ERROR, "%s", f->text);
	h->done = !more && h->seen >= listing_count(h->listing);
	if (h->done)
		order_all(h);
	h->grid.more = !h->done;
	return !h->done;
}

static void changed(struct view *v, unsigned changes)
{
	struct hosts_view *h = (struct hosts_view *)v;
	bool marks = query_needs(v->b->filter.query) & QUERY_MARKS;
	if ((changes & (CHANGE_FILTER | CHANGE_CASE)) || marks)
		begin(h);
}

static void draw(struct view *v, struct canvas *c, struct area a)
{
	struct hosts_view *h = (struct hosts_view *)v;
	grid_draw(&h->grid, c, a);
	if (a.rows > 2 && h->done && !h->ordered)
		canvas_text(c, a.row + 2, a.column + 2, a.columns - 2, STYLE_DIM,
		    TEXT("No internal address has a threat here."));
	if (a.rows > 2 && !h->done)
		canvas_format(c, a.row + 2, a.column + 2, a.columns - 2, STYLE_WARNING,
		    "adding up: %zu of %zu threats", h->seen, listing_count(h->listing));
}

/* Its threats, in the table. */
static void show_threats(struct hosts_view *h)
{
	struct browser *b = h->view.b;
	struct text address = intern_text(h->addresses, h->at);
	struct buf chip;
	int bits = text_find_char(address, ':') == TEXT_NONE ? 32 : 128;
	buf_init(&chip, 256);
	buf_format(&chip, "src:%s/%d OR dst:%s/%d", address.s, bits, address.s, bits);
	filter_add(&b->filter, buf_text(&chip));
	buf_free(&chip);
	browser_changed(b, CHANGE_FILTER);
	while (b->depth > 1)
		browser_pop(b);
}

static bool request(struct view *v, const struct input *in)
{
	struct hosts_view *h = (struct hosts_view *)v;
	if (grid_request(&h->grid, in))
		return true;
	if (in->kind != INPUT_KEY || in->request != REQUEST_OPEN)
		return false;
	if (grid_load(&h->grid))
		show_threats(h);
	return true;
}

static void status(struct view *v, struct buf *out)
{
	const struct hosts_view *h = (const struct hosts_view *)v;
	display_count(out, intern_count(h->addresses), "internal address with threats",
	    "internal addresses with threats");
	if (h->done)
		buf_format(out, ", by %s; Enter: its threats", columns[h->grid.sorted].name);
}

static uint64_t threat(struct view *v)
{
	struct hosts_view *h = (struct hosts_view *)v;
	return grid_load(&h->grid) ? h->hosts[h->at].worst : 0;
}

static bool cell(struct view *v, const char **field, struct buf *value)
{
	struct hosts_view *h = (struct hosts_view *)v;
	if (!grid_load(&h->grid))
		return false;
	int column = grid_column(&h->grid);
	*field = "";
	cell_as_text(h, column, value);
	return true;
}

static struct grid *grid(struct view *v)
{
	return &((struct hosts_view *)v)->grid;
}

const struct view_class view_hosts = {
	.name = "hosts",
	.size = sizeof(struct hosts_view),
	.open = open_view,
	.close = close_view,
	.step = step,
	.changed = changed,
	.draw = draw,
	.request = request,
	.status = status,
	.threat = threat,
	.cell = cell,
	.grid = grid,
};
