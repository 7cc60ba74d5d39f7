/* SIP over UDP and TCP: who calls whom, and with what. RFC 3261. */
#include <config.h>

#include "base/memory.h"
#include "protocols/lines.h"
#include "protocols/rows.h"

enum { SIP_PORT = 5060, KEEP_ALIVE = 4, HEAD_MOST = 16 << 10, START_MOST = 2048 };

static const struct text version = TEXT("SIP/2.0");

struct sip_head {
	struct text target, from, to, agent; /* as sent */
	uint64_t body;
	size_t size;
};

/* --- the parser */

/* user@host of a URI, copied without scheme, password, port and parameters; where there is no user the
 * host, where there is no host the number. */
static struct text user_host(struct text uri, struct arena *arena)
{
	static const struct text schemes[] = { TEXT("sip:"), TEXT("sips:"), TEXT("tel:") };
	for (size_t i = 0; i < 3; i++)
		if (line_opens(uri, &schemes[i], 1) == CLAIM_YES)
			uri = text_from(uri, schemes[i].n);
	size_t n = 0, at = text_find_char(uri, '@');
	struct text host = at == TEXT_NONE ? uri : text_from(uri, at + 1);
	struct text user = text_head(uri, at == TEXT_NONE ? 0 : at);
	user = text_head(user, text_find_char(user, ':'));
	if (text_starts(host, TEXT("[")) && (n = text_find_char(host, ']')) == TEXT_NONE)
		n = 0;
	while (n < host.n && !memchr(":;?> \t\r\n", host.s[n], 9))
		n++;
	struct text all = { arena_take(arena, user.n + n + 2), 0 };
	char *p = (char *)(uintptr_t)all.s;
	if (user.n > 0) {
		memcpy(p, user.s, user.n);
		p[user.n] = '@';
		all.n = user.n + 1;
	}
	memcpy(p + all.n, host.s, n);
	all.n += n;
	return all;
}

/* Of "name" <URI>;tag=1, or of URI;tag=1: a quoted name may hold anything. */
static struct text uri_of(struct text value)
{
	bool quoted = false;
	for (size_t i = 0; i < value.n; i++) {
		char ch = value.s[i];
		if (quoted && ch == '\\')
			i++;
		else if (ch == '"')
			quoted = !quoted;
		else if (ch == '<' && !quoted) {
			value = text_from(value, i + 1);
			return text_head(value, text_find_char(value, '>'));
		}
	}
	return text_head(value, text_find_char(value, ';'));
}

/* "INVITE sip:bob@example.com SIP/2.0" or "SIP/2.0 200 OK". */
static bool parse_start(struct text line, struct text *target)
{
	struct text rest, method = line_word(line, &rest);
	*target = (struct text) { "", 0 };
	if (text_is_nocase(method, version))
		return rest.n >= 3 && ascii_digit(rest.s[0]);
	for (size_t i = 0; i < method.n; i++)
		if (method.s[i] < 'A' || method.s[i] > 'Z')
			return false;
	*target = line_word(rest, &rest);
	return method.n >= 3 && text_find_char(*target, ':') != TEXT_NONE &&
	    text_is_nocase(text_trim(rest), version);
}

/* With the continuations of the header; in *rest what follows them. */
static struct text take_header(struct text *rest)
{
	size_t n = 0, lf;
	while ((lf = text_find_char(text_from(*rest, n), '\n')) != TEXT_NONE) {
		n += lf + 1;
		if (n == rest->n || (rest->s[n] != ' ' && rest->s[n] != '\t'))
			break;
	}
	struct text header = text_head(*rest, lf == TEXT_NONE ? rest->n : n);
	*rest = text_from(*rest, header.n);
	return header;
}

static bool is_named(struct text name, struct text full, struct text brief)
{
	return text_is_nocase(name, full) || (brief.n > 0 && text_is_nocase(name, brief));
}

static void read_header(struct sip_head *h, struct text value)
{
	struct text name = text_trim(text_split(&value, ':'));
	value = value.s ? text_trim(value) : TEXT("");
	if (is_named(name, TEXT("From"), TEXT("f")))
		h->from = uri_of(value);
	else if (is_named(name, TEXT("To"), TEXT("t")))
		h->to = uri_of(value);
	else if (is_named(name, TEXT("User-Agent"), TEXT("")) ||
	    is_named(name, TEXT("Server"), TEXT("")))
		h->agent = value;
	else if (is_named(name, TEXT("Content-Length"), TEXT("l")) &&
	    !text_number(value, UINT32_MAX, &h->body))
		h->body = 0;
}

/* The start line and the headers up to the empty line or to the end of t. False where it is not SIP;
 * size is 0 where the empty line was not seen. */
static bool parse_head(struct text t, struct sip_head *h)
{
	*h = (struct sip_head) { .body = 0 };
	struct text rest = t, line = text_split(&rest, '\n');
	if (!parse_start(line, &h->target) || !rest.s)
		return false;
	while (rest.n > 0) {
		if (text_starts(rest, TEXT("\n")) || text_starts(rest, TEXT("\r\n"))) {
			h->size = t.n - rest.n + (rest.s[0] == '\r' ? 2 : 1);
			break;
		}
		read_header(h, take_header(&rest));
	}
	return true;
}

static void tell(const struct sip_head *h, const struct segment *s, struct observations *out)
{
	const struct {
		enum field_id id;
		struct text uri;
	} rows[] = {
		{ FIELD_SIP_TARGET, h->target },
		{ FIELD_SIP_FROM, h->from },
		{ FIELD_SIP_TO, h->to },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].uri.n > 0)
			observe_field(out, s, 0, rows[i].id, user_host(rows[i].uri, &out->arena));
	if (h->agent.n > 0)
		observe_field(out, s, 0, FIELD_SIP_AGENT, h->agent);
}

/* --- datagrams */

/* Cheap for every datagram: the version stands at the beginning, or a method in capitals. */
static bool sip_feed(const struct protocol *self, const struct segment *s, struct observations *out)
{
	struct text t = segment_payload(s);
	struct sip_head h;
	(void)self;
	for (size_t i = 0; i < 3; i++)
		if (i >= t.n || t.s[i] < 'A' || t.s[i] > 'Z')
			return false;
	if (!parse_head(t, &h))
		return false;
	tell(&h, s, out);
	return true;
}

const struct protocol protocol_sip_udp = { .name = "sip", .transport = IP_UDP, .feed = sip_feed };

/* --- streams */

/* Where the next message begins: empty lines before it keep connections alive (RFC 5626 4.4.1). */
static size_t leading(struct text t)
{
	size_t n = 0;
	while (n < t.n && (t.s[n] == '\r' || t.s[n] == '\n'))
		n++;
	return n;
}

static enum claim sip_claims(const struct opening *o)
{
	struct text head = o->head[o->side], target;
	if (o->port[0] == SIP_PORT || o->port[1] == SIP_PORT)
		head = text_from(head, leading(text_head(head, KEEP_ALIVE)));
	if (head.n == 0)
		return CLAIM_MAYBE;
	enum claim claim = line_opens(head, &version, 1);
	if (claim != CLAIM_NO)
		return claim;
	for (size_t i = 0; i < 3 && i < head.n; i++)
		if (head.s[i] < 'A' || head.s[i] > 'Z')
			return CLAIM_NO;
	size_t lf = text_find_char(text_head(head, START_MOST), '\n');
	if (lf == TEXT_NONE)
		return head.n < START_MOST ? CLAIM_MAYBE : CLAIM_NO;
	return parse_start(text_head(head, lf), &target) ? CLAIM_YES : CLAIM_NO;
}

/* A message that cannot be read is a reason to look for the next. */
static size_t sip_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	struct sip_head h;
	struct text target;
	size_t empty = leading(data);
	if (empty > 0)
		return empty;
	struct text head = text_head(data, HEAD_MOST);
	size_t lf = text_find_char(text_head(data, START_MOST), '\n');
	if (lf == TEXT_NONE)
		return data.n < START_MOST ? 0 : TAKE_LOST;
	if (!parse_start(text_head(data, lf), &target))
		return TAKE_LOST;
	if (!parse_head(head, &h) || h.size == 0)
		return head.n < HEAD_MOST ? 0 : TAKE_LOST;
	tell(&h, s, out);
	if (h.body > 0)
		talk_skip(c, s->side, h.body);
	return h.size;
}

const struct protocol protocol_sip_tcp = {
	.name = "sip", .transport = IP_TCP, .claims = sip_claims, .take = sip_take
};
