/* The frame behind an event: what it says, layer by layer, and its bytes with those that matched. */
#include <config.h>

#include "browser/browser.h"
#include "browser/describe.h"
#include "browser/hex.h"
#include "reports/display.h"
#include "reports/shell.h"

enum { LINE = 64 << 10 };

/* Which of the two frames is shown, and how far it is. */
enum stage { WANTED, SAID, THERE, MISSING };

struct packet_view {
	struct view view;
	struct pager pager;
	struct hex hex;
	struct arena arena, frame_arena;
	struct case_event event;
	bool known;  /* the event */
	bool first;  /* the frame in which it began */
	bool placed; /* the hex dump was scrolled to what matched */
	enum stage stage;
	struct evidence_frame frame;
	struct evidence_view told;
	struct fault fault;
};

static uint64_t number_of(const struct packet_view *p)
{
	return p->first ? p->event.first_frame : p->event.frame;
}

/* --- lines */

static void add_frame(struct packet_view *p)
{
	const struct case_event *e = &p->event;
	struct pager *out = &p->pager;
	struct buf line;
	buf_init(&line, LINE);
	buf_format(&line, "%llu of ", (unsigned long long)number_of(p));
	buf_add(&line, e->capture);
	describe_line(out, "frame", "capture", buf_text(&line));
	pager_of(out, "capture", e->capture, 0);
	if (e->first_frame && e->first_frame != e->frame) {
		if (p->first)
			pager_format(out, STYLE_DIM,
			    "  (began here; Right: frame %llu, where it is complete)",
			    (unsigned long long)e->frame);
		else
			pager_format(out, STYLE_DIM,
			    "  (complete here; Left: frame %llu, where it began)",
			    (unsigned long long)e->first_frame);
	}
	buf_free(&line);
}

static void add_size(struct packet_view *p)
{
	const struct evidence_frame *f = &p->frame;
	struct buf line;
	if (p->stage != THERE)
		return;
	buf_init(&line, LINE);
	describe_time(f->time, &line);
	buf_add(&line, TEXT(", "));
	display_count(&line, f->captured, "byte", "bytes");
	if (f->captured < f->length)
		buf_format(&line, " of %u (cut by the snap length)", f->length);
	if (f->interface.n) {
		buf_add(&line, TEXT(", interface "));
		buf_add(&line, f->interface);
	}
	describe_line(&p->pager, "time", "", buf_text(&line));
	buf_free(&line);
}

static void add_event(struct packet_view *p)
{
	const struct case_event *e = &p->event;
	struct pager *out = &p->pager;
	struct buf line;
	buf_init(&line, LINE);
	buf_add(&line, e->type);
	buf_char(&line, ' ');
	buf_add(&line, e->trail);
	buf_add(&line, TEXT("  "));
	buf_add(&line, e->info);
	buf_char(&line, ' ');
	buf_add(&line, e->reference);
	describe_line(out, "event", "trail", buf_text(&line));
	pager_of(out, "trail", e->trail, 0);
	if (!text_is(e->observed, e->trail))
		describe_line(out, "observed", "observed", e->observed);
	buf_clear(&line);
	buf_add(&line, e->rule);
	if (e->threshold || e->measured)
		buf_format(&line, ": measured %llu, threshold %llu",
		    (unsigned long long)e->measured, (unsigned long long)e->threshold);
	describe_line(out, "rule", "rule", buf_text(&line));
	pager_of(out, "rule", e->rule, 0);
	describe_line(out, "status", "", e->status);
	buf_free(&line);
}

static void add_rest(struct packet_view *p)
{
	const struct case_event *e = &p->event;
	struct buf line;
	buf_init(&line, LINE);
	buf_add(&line, TEXT("tshark -r "));
	shell_quote(&line, e->capture, true);
	buf_format(&line, " -V -Y 'frame.number == %llu'", (unsigned long long)number_of(p));
	describe_line(&p->pager, "report", "", e->citation);
	describe_line(&p->pager, "flow", "flow", e->flow);
	describe_line(&p->pager, "tunnel", "", e->tunnel);
	describe_line(&p->pager, "event id", "", e->event);
	describe_line(&p->pager, "command", "", buf_text(&line));
	buf_free(&line);
}

/* What the frame says; where it is not at hand, why, and what the case says of its ends. */
static void add_layers(struct packet_view *p)
{
	const struct case_event *e = &p->event;
	struct buf ends;
	for (size_t i = 0; p->stage == THERE && i < p->told.layer_count; i++) {
		const struct evidence_layer *layer = &p->told.layers[i];
		pager_label(&p->pager, i ? "" : "layers", DESCRIBE_LABEL);
		pager_add(&p->pager, STYLE_TEXT, layer->text);
		pager_of(&p->pager, "", layer->text, i + 1);
	}
	if (p->stage == THERE)
		return;
	buf_init(&ends, LINE);
	buf_add(&ends, e->src_ip);
	if (e->has_ports)
		buf_format(&ends, " port %u", e->src_port);
	describe_line(&p->pager, "from", "src", buf_text(&ends));
	pager_of(&p->pager, "src", e->src_ip, 0);
	buf_clear(&ends);
	buf_add(&ends, e->dst_ip);
	if (e->has_ports)
		buf_format(&ends, " port %u", e->dst_port);
	describe_line(&p->pager, "to", "dst", buf_text(&ends));
	pager_of(&p->pager, "dst", e->dst_ip, 0);
	describe_line(&p->pager, "protocol", "proto", e->proto);
	buf_free(&ends);
}

static void tell(struct packet_view *p)
{
	struct pager *out = &p->pager;
	pager_clear(out);
	if (!p->known)
		return;
	add_frame(p);
	if (p->stage == MISSING) {
		pager_line(out, DESCRIBE_LABEL);
		pager_to(out, DESCRIBE_LABEL);
		pager_add(out, STYLE_WARNING, text_of(p->fault.text));
		pager_of(out, "", text_of(p->fault.text), 0);
	} else if (p->stage != THERE) {
		pager_line(out, DESCRIBE_LABEL);
		pager_to(out, DESCRIBE_LABEL);
		pager_add(out, STYLE_DIM, TEXT("it is being fetched"));
	}
	add_size(p);
	add_event(p);
	add_layers(p);
	add_rest(p);
}

/* --- the frame */

/* The view keeps its own copy: others may fetch, too. */
static void fetch(struct packet_view *p)
{
	struct browser *b = p->view.b;
	struct evidence *e = browser_evidence(b);
	arena_reset(&p->frame_arena);
	p->hex = (struct hex) { .top = 0 };
	p->stage = MISSING;
	fault_set(&p->fault, "the captures cannot be looked for");
	if (!e || !evidence_fetch(e, p->event.capture, number_of(p), &p->frame, &p->fault))
		return;
	struct text bytes = { (const char *)p->frame.bytes, p->frame.captured };
	p->frame.bytes = (const uint8_t *)arena_text(&p->frame_arena, bytes).s;
	p->frame.interface = arena_text(&p->frame_arena, p->frame.interface);
	evidence_describe(&p->frame, &p->event, &p->frame_arena, &p->told);
	p->hex = (struct hex) { .bytes = p->frame.bytes,
		.count = p->frame.captured,
		.marks = p->told.marks,
		.mark_count = p->told.mark_count };
	p->placed = false;
	p->stage = THERE;
}

static void want(struct packet_view *p, bool first)
{
	p->first = first;
	p->stage = WANTED;
	tell(p);
}

/* --- the view */

static void open_view(struct view *v)
{
	struct packet_view *p = (struct packet_view *)v;
	struct fault f = { "" };
	p->known = case_event_at(v->b->c, v->argument, &p->arena, &p->event, &f);
	if (f.text[0])
		browser_say(v->b, STYLE_ERROR, "%s", f.text);
	want(p, false);
}

static void close_view(struct view *v)
{
	struct packet_view *p = (struct packet_view *)v;
	pager_free(&p->pager);
	arena_free(&p->arena);
	arena_free(&p->frame_arena);
}

/* The screen says what is done before it is done. */
static bool step(struct view *v, int64_t until)
{
	struct packet_view *p = (struct packet_view *)v;
	(void)until;
	if (!p->known || p->stage == WANTED || p->stage >= THERE)
		return p->known && p->stage == WANTED;
	fetch(p);
	tell(p);
	return false;
}

/* The bytes that the line at the cursor tells of. */
static void show_part(struct packet_view *p)
{
	const struct pager_line *line = pager_at(&p->pager);
	p->hex.part_bytes = 0;
	if (p->stage != THERE || !line || !line->tag || line->tag > p->told.layer_count)
		return;
	const struct evidence_layer *layer = &p->told.layers[line->tag - 1];
	p->hex.part = layer->at;
	p->hex.part_bytes = layer->bytes;
}

static void draw_bytes(struct packet_view *p, struct canvas *c, struct area a)
{
	for (int i = 0; i < a.columns; i++)
		canvas_text(
		    c, a.row, a.column + i, 1, STYLE_BORDER, c->ascii ? TEXT("-") : TEXT("─"));
	show_part(p);
	struct area body = { a.row + 1, a.column, a.rows - 1, a.columns };
	/* How large it is drawn is known once it was; then it is where it should be. */
	if (!p->placed) {
		p->hex.width = hex_width(body.columns);
		p->hex.height = body.rows;
		p->hex.rows = (p->hex.count + (unsigned)p->hex.width - 1) / (unsigned)p->hex.width;
		if (p->hex.mark_count)
			hex_show(&p->hex, p->hex.marks[0].at);
		p->placed = true;
	}
	hex_draw(&p->hex, c, body);
}

static void draw(struct view *v, struct canvas *c, struct area a)
{
	struct packet_view *p = (struct packet_view *)v;
	if (!p->known) {
		canvas_text(
		    c, a.row, a.column, a.columns, STYLE_DIM, TEXT("This event is not there."));
		return;
	}
	size_t lines = pager_rows(&p->pager, a.columns);
	int bytes = p->stage == THERE
	    ? (int)((p->frame.captured + (unsigned)hex_width(a.columns) - 1) /
		  (unsigned)hex_width(a.columns)) +
		1
	    : 0;
	/* Each has what it needs where both fit, the bytes more than the half else. */
	int upper = a.rows - bytes;
	if (upper < a.rows * 2 / 5)
		upper = a.rows * 2 / 5;
	if (bytes && upper > (int)lines)
		upper = (int)lines;
	pager_draw(&p->pager, c, (struct area) { a.row, a.column, upper, a.columns });
	if (bytes && a.rows - upper > 1)
		draw_bytes(
		    p, c, (struct area) { a.row + upper, a.column, a.rows - upper, a.columns });
	if (p->stage == WANTED)
		p->stage = SAID;
}

static bool scroll_bytes(struct packet_view *p, enum request request)
{
	int64_t page = p->hex.height > 1 ? p->hex.height - 1 : 1;
	if (p->stage != THERE || (request != REQUEST_PAGE_UP && request != REQUEST_PAGE_DOWN))
		return false;
	hex_scroll(&p->hex, request == REQUEST_PAGE_UP ? -page : page);
	return true;
}

static bool choose_frame(struct packet_view *p, enum request request)
{
	bool two = p->known && p->event.first_frame && p->event.first_frame != p->event.frame;
	if (request != REQUEST_LEFT && request != REQUEST_RIGHT)
		return false;
	if (two && p->first != (request == REQUEST_LEFT))
		want(p, request == REQUEST_LEFT);
	return true;
}

static bool request(struct view *v, const struct input *in)
{
	struct packet_view *p = (struct packet_view *)v;
	bool wheel = in->kind == INPUT_WHEEL_UP || in->kind == INPUT_WHEEL_DOWN;
	if (wheel && p->stage == THERE) {
		hex_scroll(&p->hex, in->kind == INPUT_WHEEL_UP ? -3 : 3);
		return true;
	}
	if (in->kind == INPUT_KEY && (scroll_bytes(p, in->request) || choose_frame(p, in->request)))
		return true;
	if (!pager_request(&p->pager, in))
		return false;
	show_part(p);
	if (p->hex.part_bytes)
		hex_show(&p->hex, p->hex.part);
	return true;
}

static void status(struct view *v, struct buf *out)
{
	struct packet_view *p = (struct packet_view *)v;
	if (!p->known)
		return;
	buf_format(out, "frame %llu of ", (unsigned long long)number_of(p));
	buf_add(out, p->event.capture);
	if (p->stage != THERE)
		return;
	uint64_t bytes = 0;
	for (size_t i = 0; i < p->told.mark_count; i++)
		bytes += p->told.marks[i].bytes;
	buf_add(out, TEXT("; matched: "));
	if (bytes)
		display_count(out, bytes, "byte", "bytes");
	else
		buf_add(out, TEXT("no bytes of this frame alone"));
}

static uint64_t threat(struct view *v)
{
	struct packet_view *p = (struct packet_view *)v;
	return p->known && p->event.threat.n ? case_threat_row(v->b->c, p->event.threat) : 0;
}

static uint64_t event(struct view *v)
{
	return v->argument;
}

static bool cell(struct view *v, const char **field, struct buf *value)
{
	return pager_cell(&((struct packet_view *)v)->pager, field, value);
}

const struct view_class view_packet = {
	.name = "packet",
	.size = sizeof(struct packet_view),
	.open = open_view,
	.close = close_view,
	.step = step,
	.draw = draw,
	.request = request,
	.status = status,
	.threat = threat,
	.event = event,
	.cell = cell,
};
