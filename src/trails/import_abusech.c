/*
 * JSON of abuse.ch: what ThreatFox and URLhaus export ({"ID": [{...}], ...}), and what their interfaces
 * answer ({"query_status": "ok", "data" or "urls": [{...}, ...]}).
 */
#include <config.h>

#include "trails/import_json.h"

/* Of two names the one that there is: exports and answers differ. */
static struct text either(const cJSON *record, const char *a, const char *b)
{
	struct text t = json_string_of(record, a);
	return t.n ? t : json_string_of(record, b);
}

static void cite(struct import *in, struct text where)
{
	struct buf citation;
	buf_init(&citation, JSON_RECORD);
	json_plain(&citation, where);
	import_cite(in, buf_text(&citation));
	buf_free(&citation);
}

/* Every array of records: of a member each, or of one by the name that answers have. */
static void read_records(
    struct import *in, void (*take)(struct json_document *d, const cJSON *record))
{
	struct json_document d;
	struct text key, value;
	if (!document_open(&d, in))
		return;
	struct json_walk w = json_enter(d.all);
	if (json_is_array(text_trim(d.all)))
		document_each(&d, d.all, take);
	else
		while (json_next(&w, &key, &value))
			document_each(&d, value, take);
	document_end(&d);
}

/* The first record, wherever it stands. */
static struct text first_record(struct text head)
{
	struct json_walk w = json_enter(head);
	struct text key, value;
	if (!json_begins(head) || !w.object)
		return json_first(head);
	while (json_next(&w, &key, &value))
		if (json_is_array(value))
			return json_first(value);
	return (struct text) { NULL, 0 };
}

/* --- ThreatFox */

static void take_threat(struct json_document *d, const cJSON *r)
{
	struct text type = json_string_of(r, "ioc_type"), value = either(r, "ioc_value", "ioc"),
		    name = either(r, "malware_printable", "malware"), none = { "", 0 };
	struct buf info;
	buf_init(&info, 2 * JSON_RECORD);
	json_plain(&info, name);
	if (info.n)
		buf_add(&info, TEXT(" (malware)"));
	cite(d->in, json_string_of(r, "reference"));
	import_newest(d->in, either(r, "first_seen_utc", "first_seen"));
	if (text_is(type, TEXT("ip:port"))) {
		size_t colon = text_find_last(value, ':');
		struct text address = text_head(value, colon);
		if (address.n > 2 && address.s[0] == '[')
			address = (struct text) { address.s + 1, address.n - 2 };
		import_endpoint(
		    d->in, address, text_from(value, address.n + 1), buf_text(&info), none);
	} else if (text_is(type, TEXT("domain")) || text_is(type, TEXT("url")) ||
	    text_is(type, TEXT("sha256_hash"))) {
		import_value(d->in, value, buf_text(&info), none);
	} else {
		import_skip(d->in, "of a type that traffic does not show");
	}
	buf_free(&info);
}

static void read_threatfox(struct import *in)
{
	import_words(in, in->info, TEXT("abuse.ch"));
	read_records(in, take_threat);
}

static bool is_threatfox(struct text head, struct text name)
{
	(void)name;
	struct text r = first_record(head);
	return json_has(r, TEXT("ioc_type")) &&
	    (json_has(r, TEXT("ioc_value")) || json_has(r, TEXT("ioc")));
}

const struct import_format import_threatfox = { "threatfox-json",
	"ThreatFox of abuse.ch, exported or asked for", is_threatfox, read_threatfox };

/* --- URLhaus */

static void take_url(struct json_document *d, const cJSON *r)
{
	struct text url = json_string_of(r, "url");
	if (url.n == 0) {
		import_skip(d->in, "no URL");
		return;
	}
	cite(d->in, either(r, "urlhaus_link", "urlhaus_reference"));
	import_newest(d->in, either(r, "dateadded", "date_added"));
	import_value(d->in, url, TEXT(""), TEXT(""));
}

static void read_urlhaus(struct import *in)
{
	import_words(in, TEXT("malware"), TEXT("abuse.ch"));
	read_records(in, take_url);
}

static bool is_urlhaus(struct text head, struct text name)
{
	(void)name;
	struct text r = first_record(head);
	return json_has(r, TEXT("url")) &&
	    (json_has(r, TEXT("urlhaus_link")) || json_has(r, TEXT("urlhaus_reference")));
}

const struct import_format import_urlhaus = { "urlhaus-json",
	"URLhaus of abuse.ch, exported or asked for", is_urlhaus, read_urlhaus };
