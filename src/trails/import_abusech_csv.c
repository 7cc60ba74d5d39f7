/* What abuse.ch publishes as CSV or text: URLhaus, ThreatFox, Feodo Tracker, SSLBL. spec/trails.md 3, 9. */
#include <config.h>

#include "trails/table.h"

/* One of its tables: the columns that tell it, and what they mean. */
struct abuse {
	struct table_signs signs;
	const char *value, *port, *type; /* columns; NULL: it has none */
	const char *info, *cite;
	const char *fallback, *suffix; /* of info */
	bool small;                    /* info in small letters, as the reference has it */
};

static const struct abuse urlhaus = { { { "url", "url_status", "urlhaus_link", NULL } }, "url",
	NULL, NULL, NULL, "urlhaus_link", "malware", "", false };
static const struct abuse threatfox = { { { "ioc_value", "ioc_type", NULL } }, "ioc_value", NULL,
	"ioc_type", "malware_printable", "reference", "unknown", " (malware)", false };
static const struct abuse feodo = { { { "dst_ip", "dst_port", "c2_status", NULL } }, "dst_ip",
	"dst_port", NULL, "malware", NULL, "feodo", " (malware)", false };
static const struct abuse sslbl_ip = { { { "DstIP", "DstPort", NULL } }, "DstIP", "DstPort", NULL,
	NULL, NULL, "sslbl", " (malware)", false };
static const struct abuse sslbl = { { { "Listingdate", "SHA1", "Listingreason", NULL } }, "SHA1",
	NULL, NULL, "Listingreason", NULL, "unknown", " c2 cert (suspicious)", true };
static const struct abuse sslbl_ja3 = { { { "ja3_md5", "Listingreason", NULL } }, "ja3_md5", NULL,
	NULL, "Listingreason", NULL, "unknown", " ja3 (suspicious)", true };

/* The family in a reason of SSLBL, "Dridex C&C". */
static struct text without_tail(struct text t)
{
	static const char *const tails[] = { " C&C", " malware distribution" };
	for (size_t i = 0; i < 2; i++)
		if (text_ends(t, text_of(tails[i])))
			t.n -= strlen(tails[i]);
	return text_trim(t);
}

static void make_info(struct buf *out, const struct abuse *a, struct text said)
{
	said = without_tail(said);
	buf_clear(out);
	if (text_is(said, TEXT("Unknown malware")))
		said.n = 0;
	if (said.n == 0)
		buf_add(out, text_of(a->fallback));
	for (size_t i = 0; i < said.n; i++)
		buf_char(out, a->small ? ascii_lower(said.s[i]) : said.s[i]);
	buf_add(out, text_of(a->suffix));
}

static void take_row(struct table *t, const struct abuse *a, struct text info)
{
	static const char *const seen[] = { "ip:port", "domain", "url", "sha256_hash", NULL };
	struct text type = table_cell(t, a->type), value = table_cell(t, a->value);
	size_t i = 0;
	while (seen[i] && !text_is(type, text_of(seen[i])))
		i++;
	if (value.n == 0) {
		import_skip(t->in, "an empty column");
	} else if (a->type && !seen[i]) {
		import_skip(t->in, table_unseen);
	} else {
		if (a->cite)
			import_cite(t->in, table_cell(t, a->cite));
		import_endpoint(t->in, value, table_cell(t, a->port), info, TEXT(""));
	}
}

static void read_abuse(struct import *in, const struct abuse *a)
{
	struct table t;
	struct buf info;
	buf_init(&info, 2 * LIMIT_TRAIL_LINE);
	import_words(in, in->info, TEXT("abuse.ch"));
	table_open(&t, in, ',', &a->signs);
	while (table_next(&t)) {
		make_info(&info, a, table_cell(&t, a->info));
		take_row(&t, a, buf_text(&info));
	}
	table_close(&t);
	buf_free(&info);
}

static bool is_urlhaus(struct text head, struct text name)
{
	(void)name;
	return table_is(head, ',', &urlhaus.signs);
}

static void read_urlhaus(struct import *in)
{
	read_abuse(in, &urlhaus);
}

const struct import_format import_urlhaus_csv = { "urlhaus-csv", "URLhaus of abuse.ch, its CSV",
	is_urlhaus, read_urlhaus };

static bool is_threatfox(struct text head, struct text name)
{
	(void)name;
	return table_is(head, ',', &threatfox.signs);
}

static void read_threatfox(struct import *in)
{
	read_abuse(in, &threatfox);
}

const struct import_format import_threatfox_csv = { "threatfox-csv",
	"ThreatFox of abuse.ch, its CSV", is_threatfox, read_threatfox };

static bool is_feodo(struct text head, struct text name)
{
	(void)name;
	return table_is(head, ',', &feodo.signs);
}

static void read_feodo(struct import *in)
{
	read_abuse(in, &feodo);
}

const struct import_format import_feodo = { "feodo-csv",
	"Feodo Tracker of abuse.ch, its CSV of addresses and ports", is_feodo, read_feodo };

static const struct abuse *sslbl_of(struct text head)
{
	static const struct abuse *const all[] = { &sslbl, &sslbl_ja3, &sslbl_ip };
	for (size_t i = 0; i < 3; i++)
		if (table_is(head, ',', &all[i]->signs))
			return all[i];
	return NULL;
}

static bool is_sslbl(struct text head, struct text name)
{
	(void)name;
	return sslbl_of(head) != NULL;
}

static void read_sslbl(struct import *in)
{
	const struct abuse *a = sslbl_of(import_head(in));
	if (a)
		read_abuse(in, a);
	else
		import_skip(in, "no header of SSLBL");
}

const struct import_format import_sslbl = { "sslbl-csv",
	"SSLBL of abuse.ch: CSV of certificates, of JA3, of addresses", is_sslbl, read_sslbl };

/* URLs behind a comment that names the list. */
static bool is_urlhaus_text(struct text head, struct text name)
{
	struct text first, rest = head;
	(void)name;
	return table_content(&rest, &first) && text_starts(first, TEXT("http")) &&
	    text_starts(text_trim(head), TEXT("#")) &&
	    text_find(text_head(head, (size_t)(first.s - head.s)), TEXT("URLhaus")) != TEXT_NONE;
}

static void read_urlhaus_text(struct import *in)
{
	struct text line;
	import_words(in, TEXT("malware"), TEXT("abuse.ch"));
	while (import_line(in, &line))
		if (!text_starts(text_trim(line), TEXT("#")))
			import_value(in, line, TEXT(""), TEXT(""));
}

const struct import_format import_urlhaus_text = { "urlhaus-text",
	"URLhaus of abuse.ch, its list of URLs", is_urlhaus_text, read_urlhaus_text };
