/*
 * Bundles of STIX 2.0 and 2.1: indicators, or, where there are none, plain observables. A build knows no clock: what had
 * expired by the newest date in the bundle itself is left out; a later end is told in the info. OASIS STIX 2.1.
 */
#include <config.h>

#include "trails/import_json.h"
#include "trails/stix_pattern.h"

enum { SECOND = sizeof("2026-01-02T03:04:05") - 1, DAY = sizeof("2026-01-02") - 1 };

struct bundle {
	char newest[SECOND]; /* of what is created or modified in it; zeros: nothing is */
	bool indicators;
};

struct indicator {
	struct json_document *document;
	struct text info;
};

/* --- what there is */

static void note_date(struct bundle *b, struct text object, const char *key)
{
	struct text t = json_member(object, text_of(key));
	if (t.n > SECOND && t.s[0] == '"' && memcmp(t.s + 1, b->newest, SECOND) > 0)
		memcpy(b->newest, t.s + 1, SECOND);
}

static struct bundle look_through(struct text objects)
{
	struct bundle b = { .indicators = false };
	struct json_walk w = json_enter(objects);
	struct text key, object;
	while (json_next(&w, &key, &object)) {
		if (w.damaged || !json_is_object(object))
			continue;
		note_date(&b, object, "created");
		note_date(&b, object, "modified");
		b.indicators |= json_is(json_member(object, TEXT("type")), TEXT("indicator"));
	}
	return b;
}

/* --- indicators */

static bool names_label(struct buf *out, const cJSON *object, const char *key)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, key);
	struct text label = json_string(cJSON_GetArrayItem(list, 0));
	if (label.n == 0)
		return false;
	if (out->n)
		buf_char(out, ' ');
	buf_char(out, '(');
	json_plain(out, label);
	buf_char(out, ')');
	return true;
}

/* "NAME (malicious-activity) (until 2026-01-02)". */
static void tell_info(struct buf *out, const cJSON *object)
{
	struct text until = json_string_of(object, "valid_until");
	json_plain(out, json_string_of(object, "name"));
	if (!names_label(out, object, "indicator_types"))
		names_label(out, object, "labels");
	if (until.n < DAY)
		return;
	buf_add(out, out->n ? TEXT(" (until ") : TEXT("(until "));
	json_plain(out, text_head(until, DAY));
	buf_char(out, ')');
}

/* The first URL among its references, else its id. */
static void cite(struct import *in, const cJSON *object)
{
	struct buf citation;
	const cJSON *one;
	struct text url = { "", 0 };
	cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(object, "external_references"))
	{
		if (url.n == 0)
			url = json_string_of(one, "url");
	}
	buf_init(&citation, JSON_RECORD);
	json_plain(&citation, url.n ? url : json_string_of(object, "id"));
	import_cite(in, buf_text(&citation));
	buf_free(&citation);
}

static void take_observable(void *context, enum stix_kind kind, struct text value, struct text port)
{
	const struct indicator *i = context;
	struct import *in = i->document->in;
	struct text none = { "", 0 };
	if (kind == STIX_ENDPOINT)
		import_endpoint(in, value, port, i->info, none);
	else if (kind == STIX_AGENT)
		import_agent(in, value, i->info, none);
	else
		import_value(in, value, i->info, none);
}

static const char *unwanted(const struct bundle *b, const cJSON *object)
{
	struct text form = json_string_of(object, "pattern_type"),
		    until = json_string_of(object, "valid_until");
	if (json_is_true(object, "revoked"))
		return "revoked";
	if (form.n && !text_is(form, TEXT("stix")))
		return "a pattern of another language than STIX's";
	if (until.n >= SECOND && b->newest[0] && memcmp(until.s, b->newest, SECOND) < 0)
		return "expired before the bundle was made";
	return NULL;
}

static void take_indicator(struct json_document *d, const cJSON *object)
{
	const char *why = unwanted(d->context, object);
	struct buf info;
	buf_init(&info, 2 * JSON_RECORD);
	tell_info(&info, object);
	struct indicator i = { d, buf_text(&info) };
	if (!why) {
		cite(d->in, object);
		why = stix_pattern(json_string_of(object, "pattern"),
		    &(struct stix_taker) { take_observable, &i });
	}
	if (why)
		import_skip(d->in, why);
	buf_free(&info);
}

/* --- plain observables */

static const struct {
	const char *type, *member;
} observables[] = {
	{ "ipv4-addr", "value" },
	{ "ipv6-addr", "value" },
	{ "domain-name", "value" },
	{ "url", "value" },
	{ "email-addr", "value" },
	{ "x509-certificate", "hashes" },
	{ "file", "hashes" },
};

enum { OBSERVABLES = sizeof(observables) / sizeof(observables[0]) };

static void take_hashes(struct import *in, const cJSON *hashes, bool certificate)
{
	static const char *const names[] = { "SHA-256", "SHA256", "SHA-1", "SHA1" };
	size_t taken = 0;
	for (size_t i = 0; i < (certificate ? 4 : 2); i++) {
		struct text value = json_string_of(hashes, names[i]);
		if (value.n == 0)
			continue;
		import_value(in, value, TEXT(""), TEXT(""));
		taken++;
	}
	if (taken == 0)
		import_skip(in, "no digest that traffic shows");
}

static bool is_observable(struct text object)
{
	struct text type = json_member(object, TEXT("type"));
	for (size_t i = 0; i < OBSERVABLES; i++)
		if (json_is(type, text_of(observables[i].type)))
			return true;
	return false;
}

static void take_plain(struct json_document *d, const cJSON *object)
{
	struct text type = json_string_of(object, "type");
	size_t i = 0;
	while (i + 1 < OBSERVABLES && !text_is(type, text_of(observables[i].type)))
		i++;
	cite(d->in, object);
	const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, observables[i].member);
	if (cJSON_IsObject(member))
		take_hashes(d->in, member, text_is(type, TEXT("x509-certificate")));
	else
		import_value(d->in, json_string(member), TEXT(""), TEXT(""));
}

/* --- bundles */

static void take_object(struct json_document *d, struct text object, bool damaged)
{
	const struct bundle *b = d->context;
	bool wanted = b->indicators ? json_is(json_member(object, TEXT("type")), TEXT("indicator"))
				    : is_observable(object);
	if (!wanted)
		return;
	document_stand(d, object);
	cJSON *tree = damaged ? NULL : json_tree(object);
	if (!tree)
		import_skip(d->in, "no JSON record, or one of more than 1 MiB");
	else if (b->indicators)
		take_indicator(d, tree);
	else
		take_plain(d, tree);
	cJSON_Delete(tree);
}

static void read_bundle(struct import *in)
{
	struct json_document d;
	struct text key, object;
	if (!document_open(&d, in))
		return;
	struct text objects = json_member(d.all, TEXT("objects"));
	if (!objects.n)
		objects = text_trim(d.all); /* the objects alone */
	struct bundle b = look_through(objects);
	d.context = &b;
	import_newest(in, text_head((struct text) { b.newest, SECOND }, b.newest[0] ? SECOND : 0));
	struct json_walk w = json_enter(objects);
	while (json_next(&w, &key, &object))
		take_object(&d, object, w.damaged);
	document_end(&d);
}

/* What is in a bundle has a type and an id of that type. */
static bool is_object_of_stix(struct text object)
{
	struct text type = json_member(object, TEXT("type")), id = json_member(object, TEXT("id"));
	return type.n > 2 && type.s[0] == '"' && id.n > type.n + 1 &&
	    memcmp(id.s, type.s, type.n - 1) == 0 && id.s[type.n - 1] == '-' && id.s[type.n] == '-';
}

static bool is_bundle(struct text head, struct text name)
{
	(void)name;
	if (!json_begins(head))
		return false;
	return json_is(json_member(head, TEXT("type")), TEXT("bundle")) ||
	    is_object_of_stix(json_first(json_member(head, TEXT("objects")))) ||
	    (json_is_array(text_trim(head)) && is_object_of_stix(json_first(head)));
}

const struct import_format import_stix = { "stix",
	"a bundle of STIX 2.0 or 2.1: its indicators, else its observables", is_bundle,
	read_bundle };
