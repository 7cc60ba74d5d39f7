/* Cells of tables. threats.md 6.1 to 6.8. */
#include <config.h>

#include "browser/cells.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>

#include "base/address.h"
#include "base/time.h"
#include "browser/types.h"

enum { CELL_TEXT = 8 << 10 };

static enum style look_of(const struct spot *s, enum style style)
{
	return s->dim ? STYLE_DIM : style;
}

void cell_text(const struct spot *s, enum style style, struct text t)
{
	canvas_text(s->c, s->row, s->at, s->width, look_of(s, style), t);
}

void cell_right(const struct spot *s, enum style style, struct text t)
{
	int width = canvas_width(t), blank = width < s->width ? s->width - width : 0;
	canvas_text(s->c, s->row, s->at + blank, s->width - blank, look_of(s, style), t);
}

/* Text, and a remark that is not cut for it. */
static void cell_with(const struct spot *s, enum style style, struct text t, struct text remark)
{
	int room = s->width - (int)remark.n;
	if (remark.n == 0 || room < 2) {
		cell_text(s, style, t);
		return;
	}
	int used = canvas_text(s->c, s->row, s->at, room, look_of(s, style), t);
	canvas_text(s->c, s->row, s->at + used, (int)remark.n, STYLE_DIM, remark);
}

static void cell_first(const struct spot *s, enum style style, struct text t, uint64_t total)
{
	char more[32] = "";
	int n =
	    total > 1 ? snprintf(more, sizeof(more), " +%llu", (unsigned long long)total - 1) : 0;
	cell_with(s, style, t, (struct text) { more, (size_t)n });
}

void cell_values(const struct spot *s, enum style style, const struct case_values *v)
{
	if (v->count)
		cell_first(s, style, v->list[0], v->total);
}

void cell_addresses(const struct spot *s, const struct case_values *v)
{
	struct address a;
	bool private = v->count && address_parse(v->list[0], &a) && address_is_private(&a);
	cell_values(s, private ? STYLE_PRIVATE : STYLE_TEXT, v);
}

bool port_is_risky(struct text port)
{
	static const char *const risky[] = { "23", "445", "1337", "3389", "4444", "5900", "6666",
		"6667", "9001", "12345", "31337" };
	for (size_t i = 0; i < sizeof(risky) / sizeof(risky[0]); i++)
		if (text_is(port, text_of(risky[i])))
			return true;
	return false;
}

/* What the system's table of services calls it; the table is read once for each. */
static struct text service(uint64_t port, bool udp)
{
	enum { KEPT = 512, NAME = 24 };
	static struct {
		uint32_t key;
		char name[NAME];
	} kept[KEPT];
	uint32_t key = (uint32_t)port << 1 | udp;
	size_t at = key % KEPT;
	if (kept[at].key != key) {
		const struct servent *s = getservbyport(htons((uint16_t)port), udp ? "udp" : "tcp");
		kept[at].key = key;
		snprintf(kept[at].name, NAME, "%s", s ? s->s_name : "");
	}
	return text_of(kept[at].name);
}

void port_text(struct buf *out, struct text port, struct text proto)
{
	uint64_t number;
	bool udp = text_is(proto, TEXT("UDP"));
	buf_add(out, port);
	/* From 49152 on no service has a port of its own (RFC 6335 6). */
	if (!text_number(port, 49151, &number) || number == 0)
		return;
	struct text name = service(number, udp);
	if (name.n)
		buf_format(out, " (%.*s)", (int)name.n, name.s);
}

void cell_ports(const struct spot *s, const struct case_values *v, struct text proto)
{
	struct buf line;
	if (v->count == 0)
		return;
	enum style style = port_is_risky(v->list[0]) ? STYLE_RISKY : STYLE_TEXT;
	buf_init(&line, CELL_TEXT);
	port_text(&line, v->list[0], proto);
	/* A name of which a part is left tells less than none. */
	size_t number = v->list[0].n, more = v->total > 1 ? 4 : 0;
	bool fits = line.n + more <= (size_t)s->width;
	cell_first(s, style, fits ? buf_text(&line) : text_head(buf_text(&line), number), v->total);
	buf_free(&line);
}

static void day_text(struct buf *out, int64_t ns)
{
	char text[TIME_TEXT];
	if (time_text(ns, text) < 19)
		return;
	const char *ending = text[8] == '1' ? "th"
	    : text[9] == '1'                ? "st"
	    : text[9] == '2'                ? "nd"
	    : text[9] == '3'                ? "rd"
					    : "th";
	buf_format(out, "%.2s%s %.8s", text + 8, ending, text + 11);
}

void cell_time(const struct spot *s, int64_t ns)
{
	struct buf line;
	buf_init(&line, CELL_TEXT);
	day_text(&line, ns);
	cell_text(s, STYLE_TEXT, buf_text(&line));
	buf_free(&line);
}

void cell_threat(const struct spot *s, struct text id)
{
	enum { DIGITS = 6 };
	uint32_t rgb = 0;
	cell_text(s, STYLE_TEXT, id);
	for (size_t i = 0; i < DIGITS; i++) {
		int digit = i < id.n ? ascii_hex(id.s[i]) : -1;
		if (digit < 0)
			return;
		rgb = rgb << 4 | (uint32_t)digit;
	}
	for (int i = 0; i < s->width && i < (int)id.n && !s->dim; i++) {
		struct cell *cell = canvas_cell(s->c, s->row, s->at + i);
		if (cell)
			cell->rgb = UINT32_C(1) << 24 | rgb;
	}
}

void cell_severity(const struct spot *s, enum severity severity)
{
	static const enum style styles[] = { STYLE_TEXT, STYLE_LOW, STYLE_MEDIUM, STYLE_HIGH };
	cell_text(s, styles[severity], text_of(severity_name(severity)));
}

void cell_type(const struct spot *s, struct text type)
{
	cell_text(s, type_style(type), type);
}

/* The part in parentheses at the start of t ("\(" begins none), or 0. */
static size_t context_length(struct text t)
{
	if (t.n == 0 || t.s[0] != '(')
		return 0;
	size_t end = text_find_char(t, ')');
	return end == TEXT_NONE || end == 1 ? 0 : end + 1;
}

/* The next piece: context, or what stands before the next one, without the backslashes. */
static bool trail_piece(struct text *rest, struct buf *piece, bool *context)
{
	size_t n = context_length(*rest);
	*context = n > 0;
	if (n)
		buf_add(piece, text_head(*rest, n));
	*rest = text_from(*rest, n);
	while (n == 0 && rest->n && (piece->n == 0 || context_length(*rest) == 0)) {
		bool escaped =
		    rest->n > 1 && rest->s[0] == '\\' && (rest->s[1] == '(' || rest->s[1] == ')');
		buf_char(piece, rest->s[escaped]);
		*rest = text_from(*rest, 1 + escaped);
	}
	return piece->n > 0;
}

void cell_trail(const struct spot *s, struct text trail)
{
	bool all = canvas_width(trail) <= s->width, context;
	int used = 0;
	struct buf piece;
	buf_init(&piece, CELL_TEXT);
	trail = text_head(trail, CELL_TEXT / 2);
	for (; trail_piece(&trail, &piece, &context); buf_clear(&piece)) {
		struct text t = buf_text(&piece);
		if (context && !all)
			t = s->c->ascii ? TEXT("~") : TEXT("…");
		used += canvas_text(s->c, s->row, s->at + used, s->width - used,
		    context ? STYLE_DIM : look_of(s, STYLE_TEXT), t);
	}
	buf_free(&piece);
}

void cell_reference(const struct spot *s, struct text reference)
{
	size_t at = text_find(reference, TEXT(" (+"));
	uint64_t others = 1;
	char more[32] = "";
	int n = 0;
	if (at != TEXT_NONE && text_ends(reference, TEXT(")"))) {
		struct text list = text_from(reference, at + 3);
		list.n--;
		for (size_t i = 0; i < list.n; i++)
			others += list.s[i] == ',';
		if (!text_number(list, UINT32_MAX, &others) && list.n == 0)
			others = 0;
		n = snprintf(more, sizeof(more), " +%llu", (unsigned long long)others);
		reference = text_head(reference, at);
	}
	cell_with(s, STYLE_TEXT, reference, (struct text) { more, (size_t)n });
}

void cell_bins(const struct spot *s, const uint64_t bins[SPARK_BINS])
{
	uint64_t fewer[SPARK_BINS] = { 0 };
	int width = s->width < SPARK_BINS ? s->width : SPARK_BINS;
	for (int i = 0; i < SPARK_BINS && width > 0; i++)
		fewer[i * width / SPARK_BINS] += bins[i];
	canvas_spark(
	    s->c, s->row, s->at, look_of(s, STYLE_TEXT), fewer, width > 0 ? (size_t)width : 0);
}
