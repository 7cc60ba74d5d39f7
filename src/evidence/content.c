/* A line for what stands on top of the transport, where one frame alone shows it: DNS (RFC 1035),
 * HTTP/1 (RFC 9112), TLS (RFC 8446), banners and lines of text. */
#include <config.h>

#include "evidence/tell.h"

enum { LINE_SHOWN = 240, QUESTIONS_SHOWN = 4 };

/* --- DNS */

static const char *dns_type(uint16_t type)
{
	static const struct {
		uint16_t type;
		const char *name;
	} rows[] = { { 1, "A" }, { 2, "NS" }, { 5, "CNAME" }, { 6, "SOA" }, { 10, "NULL" },
		{ 12, "PTR" }, { 15, "MX" }, { 16, "TXT" }, { 28, "AAAA" }, { 33, "SRV" },
		{ 64, "SVCB" }, { 65, "HTTPS" }, { 252, "AXFR" }, { 255, "ANY" } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].type == type)
			return rows[i].name;
	return NULL;
}

/* A name without compression, as that of a question is. */
static bool add_name(struct buf *line, struct bytes *b)
{
	size_t all = 0;
	for (;;) {
		uint8_t n = bytes_u8(b);
		if (b->failed || n > 63 || all + n > LIMIT_NAME)
			return false;
		if (n == 0)
			break;
		const uint8_t *label = bytes_take(b, n);
		if (!label)
			return false;
		if (all)
			buf_char(line, '.');
		buf_add(line, text_bytes(label, n));
		all += n + 1u;
	}
	if (all == 0)
		buf_char(line, '.');
	return true;
}

static bool add_question(struct buf *line, struct bytes *b)
{
	struct buf name;
	buf_init(&name, 2 * LIMIT_NAME);
	bool good = add_name(&name, b);
	uint16_t type = bytes_be16(b);
	bytes_skip(b, 2);
	good = good && !b->failed;
	if (good) {
		const char *known = dns_type(type);
		if (known)
			buf_format(line, " %s ", known);
		else
			buf_format(line, " type %u ", type);
		buf_add(line, buf_text(&name));
	}
	buf_free(&name);
	return good;
}

static const char *dns_answer(unsigned code)
{
	static const char *const names[] = { "", "format error", "server failure", "no such name",
		"not implemented", "refused" };
	return code < sizeof(names) / sizeof(names[0]) ? names[code] : "error";
}

static size_t tell_dns(struct buf *line, struct text payload, const struct packet *p)
{
	struct bytes b = bytes_of(payload.s, payload.n);
	if (p->tuple.proto == IP_TCP)
		bytes_skip(&b, 2);
	uint16_t id = bytes_be16(&b), flags = bytes_be16(&b), questions = bytes_be16(&b);
	uint16_t answers = bytes_be16(&b);
	bytes_skip(&b, 4);
	if (b.failed || (flags & 0x7800) > 0x2800 || questions > 16)
		return 0;
	bool answer = flags & 0x8000;
	buf_format(line, "DNS %s 0x%04x", answer ? "response" : "query", id);
	for (unsigned i = 0; i < questions && i < QUESTIONS_SHOWN; i++)
		if (!add_question(line, &b))
			break;
	if (answer)
		buf_format(line, ": %s%s%u answer%s", dns_answer(flags & 15),
		    flags & 15 ? ", " : "", answers, answers == 1 ? "" : "s");
	return payload.n;
}

static bool is_dns(const struct packet *p)
{
	const uint16_t ports[] = { p->tuple.sport, p->tuple.dport };
	for (int i = 0; i < 2; i++)
		if (p->has_ports && (ports[i] == 53 || ports[i] == 5353 || ports[i] == 5355))
			return true;
	return false;
}

/* --- text */

/* Up to the line break; *rest is what follows it. */
static struct text take_line(struct text *rest)
{
	struct text line = text_split(rest, '\n');
	if (line.n && line.s[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool is_printable(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if ((unsigned char)t.s[i] < ' ' && t.s[i] != '\t')
			return false;
	return true;
}

static void add_shown(struct buf *line, struct text t)
{
	buf_add(line, text_head(t, LINE_SHOWN));
	if (t.n > LINE_SHOWN)
		buf_add(line, TEXT("..."));
}

static bool is_request(struct text first)
{
	size_t space = text_find_char(first, ' ');
	if (space == TEXT_NONE || space < 3 || space > 16)
		return false;
	for (size_t i = 0; i < space; i++)
		if (!ascii_letter(first.s[i]) && first.s[i] != '-')
			return false;
	return text_find(first, TEXT(" HTTP/1.")) != TEXT_NONE;
}

static size_t tell_http(struct buf *line, struct text payload)
{
	struct text rest = payload, first = take_line(&rest);
	bool response = text_starts(first, TEXT("HTTP/1.")) || text_starts(first, TEXT("ICY "));
	if (!response && !is_request(first))
		return 0;
	buf_add(line, response ? TEXT("HTTP response: ") : TEXT("HTTP request: "));
	add_shown(line, first);
	while (rest.s) {
		struct text field = take_line(&rest);
		if (field.n == 0)
			break;
		if (field.n > 5 && text_is_nocase(text_head(field, 5), TEXT("host:"))) {
			buf_add(line, TEXT(", host "));
			add_shown(line, text_trim(text_from(field, 5)));
			break;
		}
	}
	return rest.s ? (size_t)(rest.s - payload.s) : payload.n;
}

static size_t tell_text(struct buf *line, struct text payload)
{
	struct text rest = payload, first = take_line(&rest);
	if (!rest.s || first.n < 3 || first.n > 1024 || !is_printable(first))
		return 0;
	buf_add(line, TEXT("text: "));
	add_shown(line, first);
	return (size_t)(rest.s - payload.s);
}

/* --- TLS */

/* The name of the first server_name extension of a ClientHello, behind its header. */
static struct text find_sni(struct bytes hello)
{
	static const struct text none = { "", 0 };
	bytes_skip(&hello, 2 + 32);
	bytes_skip(&hello, bytes_u8(&hello));
	bytes_skip(&hello, bytes_be16(&hello));
	bytes_skip(&hello, bytes_u8(&hello));
	bytes_skip(&hello, 2);
	while (!hello.failed && hello.left >= 4) {
		uint16_t type = bytes_be16(&hello);
		struct bytes content = bytes_sub(&hello, bytes_be16(&hello));
		if (type != 0)
			continue;
		bytes_skip(&content, 3);
		uint16_t n = bytes_be16(&content);
		const uint8_t *name = bytes_take(&content, n);
		return name ? text_bytes(name, n) : none;
	}
	return none;
}

static void add_handshake(struct buf *line, struct bytes b)
{
	static const char *const names[] = { [1] = "ClientHello",
		[2] = "ServerHello",
		[4] = "NewSessionTicket",
		[11] = "Certificate",
		[12] = "ServerKeyExchange",
		[14] = "ServerHelloDone",
		[16] = "ClientKeyExchange" };
	uint8_t type = bytes_u8(&b);
	const char *name = type < sizeof(names) / sizeof(names[0]) ? names[type] : NULL;
	buf_format(line, "TLS %s", name ? name : "handshake");
	bytes_skip(&b, 3);
	if (type == 1 && !b.failed) {
		struct text sni = find_sni(b);
		if (sni.n) {
			buf_add(line, TEXT(", server name "));
			add_shown(line, sni);
		}
	}
}

static size_t tell_tls(struct buf *line, struct text payload)
{
	struct bytes b = bytes_of(payload.s, payload.n);
	uint8_t type = bytes_u8(&b);
	uint16_t version = bytes_be16(&b), length = bytes_be16(&b);
	if (b.failed || type < 20 || type > 23 || version >> 8 != 3 || (version & 255) > 4 ||
	    length == 0 || length > 0x4800)
		return 0;
	if (type == 22)
		add_handshake(line, b);
	else
		buf_format(line, "TLS %s",
		    type == 20       ? "ChangeCipherSpec"
			: type == 21 ? "alert"
				     : "application data");
	return (size_t)length + 5 < payload.n ? (size_t)length + 5 : payload.n;
}

size_t tell_content(struct buf *line, struct text payload, const struct packet *p)
{
	size_t told = is_dns(p) ? tell_dns(line, payload, p) : 0;
	bool tcp = p->tuple.proto == IP_TCP;
	if (!told && tcp)
		told = tell_http(line, payload);
	if (!told && tcp)
		told = tell_tls(line, payload);
	if (!told)
		told = tell_text(line, payload);
	if (told)
		return told;
	buf_clear(line);
	buf_format(line, "%zu bytes of payload", payload.n);
	return payload.n;
}
