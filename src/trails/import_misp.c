/*
 * MISP: events with their attributes and objects, and warning lists. misp-project.org, "MISP core format"
 * (draft-dulaunoy-misp-core-format) and "MISP warning lists".
 */
#include <config.h>

#include "trails/import_json.h"
#include "trails/misp.h"

/* --- events */

/* Clusters of galaxies that are families of malware. */
static const char *const families[] = { "malpedia", "mitre-malware", "ransomware", "rat", "banker",
	"botnet", "stealer", "backdoor", "android", "cryptominers", "exploit-kit", "tool" };

struct event {
	struct buf info, reference;
	struct text citation; /* owned by cite */
	struct buf cite;
	bool all; /* also what is not meant for detection */
};

/* Names one of a tag such as misp-galaxy:malpedia="Some Family". */
static bool family_of(struct text tag, struct text *name)
{
	struct text kind = tag;
	if (!text_starts(tag, TEXT("misp-galaxy:")))
		return false;
	kind = text_from(kind, sizeof("misp-galaxy:") - 1);
	struct text galaxy = text_split(&kind, '=');
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (text_is(galaxy, text_of(families[i])) && kind.n > 2 && kind.s[0] == '"') {
			*name = (struct text) { kind.s + 1, kind.n - 2 };
			return true;
		}
	return false;
}

/* "FAMILY (malware)" of the first tag that names one. */
static bool tell_family(struct buf *out, const cJSON *tags)
{
	const cJSON *tag;
	struct text name;
	cJSON_ArrayForEach(tag, tags)
	{
		if (!family_of(json_string_of(tag, "name"), &name))
			continue;
		json_plain(out, name);
		buf_add(out, TEXT(" (malware)"));
		return true;
	}
	return false;
}

static const char *unwanted(const struct event *e, const cJSON *attribute)
{
	if (json_is_true(attribute, "deleted"))
		return "deleted";
	if (!e->all && cJSON_HasObjectItem(attribute, "to_ids") &&
	    !json_is_true(attribute, "to_ids"))
		return "not meant for detection (to_ids)";
	return NULL;
}

static void take_attribute(struct json_document *d, const cJSON *attribute)
{
	const struct event *e = d->context;
	struct text type = json_string_of(attribute, "type"),
		    value = json_string_of(attribute, "value");
	const char *why = unwanted(e, attribute);
	enum misp_part part;
	if (!misp_part_of(type, &part))
		why = "of a type that traffic does not show";
	if (!why && text_trim(value).n == 0)
		why = "no value";
	if (why) {
		import_skip(d->in, why);
		return;
	}
	struct buf info;
	buf_init(&info, 2 * JSON_RECORD);
	if (!tell_family(&info, cJSON_GetObjectItemCaseSensitive(attribute, "Tag")))
		buf_add(&info, buf_text(&e->info));
	misp_give(d->in, part, value, buf_text(&info), buf_text(&e->reference));
	buf_free(&info);
}

/* Where an event was reported: its first link. */
static bool find_link(struct event *e, struct text attributes)
{
	struct json_walk w = json_enter(attributes);
	struct text key, value;
	while (json_next(&w, &key, &value) && !w.damaged) {
		if (!json_is(json_member(value, TEXT("type")), TEXT("link")))
			continue;
		cJSON *attribute = json_tree(value);
		json_plain(&e->cite, json_string_of(attribute, "value"));
		cJSON_Delete(attribute);
		return true;
	}
	return false;
}

/* A member that is a text, out of its quotes. */
static void tell_text(struct buf *out, struct text object, struct text name)
{
	cJSON *value = json_tree(json_member(object, name));
	json_plain(out, json_string(value));
	cJSON_Delete(value);
}

static void begin_event(struct event *e, struct import *in, struct text event)
{
	struct buf date;
	buf_init(&date, JSON_RECORD);
	buf_init(&e->info, JSON_RECORD);
	buf_init(&e->reference, JSON_RECORD);
	buf_init(&e->cite, JSON_RECORD);
	cJSON *tags = json_tree(json_member(event, TEXT("Tag")));
	if (!tell_family(&e->info, tags))
		tell_text(&e->info, event, TEXT("info"));
	cJSON_Delete(tags);
	tell_text(&e->reference, event, TEXT("uuid"));
	tell_text(&date, event, TEXT("date"));
	import_newest(in, buf_text(&date));
	buf_free(&date);
	find_link(e, json_member(event, TEXT("Attribute")));
	import_cite(in, buf_text(&e->cite));
}

static void end_event(struct event *e)
{
	buf_free(&e->info);
	buf_free(&e->reference);
	buf_free(&e->cite);
}

static void take_objects(struct json_document *d, struct text objects)
{
	struct json_walk w = json_enter(objects);
	struct text key, object, name, value;
	while (json_next(&w, &key, &object)) {
		struct json_walk members = json_enter(object);
		while (members.object && json_next(&members, &name, &value))
			if (text_is(name, TEXT("Attribute")))
				document_each(d, value, take_attribute);
	}
}

static void take_event(struct json_document *d, struct text event, bool all)
{
	struct event e = { .all = all };
	struct json_walk w = json_enter(event);
	struct text key, value;
	begin_event(&e, d->in, event);
	d->context = &e;
	while (w.object && json_next(&w, &key, &value)) {
		if (text_is(key, TEXT("Attribute")))
			document_each(d, value, take_attribute);
		else if (text_is(key, TEXT("Object")))
			take_objects(d, value);
	}
	d->context = NULL;
	end_event(&e);
}

/* {"Event": …}, what holds attributes itself, or {"response": …} around these. */
static void take_answer(struct json_document *d, struct text value, bool all, unsigned depth)
{
	struct json_walk w = json_enter(value);
	struct text key, inner;
	if (json_has(value, TEXT("Attribute")) || json_has(value, TEXT("Object"))) {
		take_event(d, value, all);
		return;
	}
	while (json_next(&w, &key, &inner))
		if (depth > 0 &&
		    (!w.object || text_is(key, TEXT("Event")) || text_is(key, TEXT("response"))))
			take_answer(d, inner, all, depth - 1);
}

enum { ANSWER_DEPTH = 4 }; /* response, list, Event */

static void read_events(struct import *in, bool all)
{
	struct json_document d;
	if (!document_open(&d, in))
		return;
	take_answer(&d, d.all, all, ANSWER_DEPTH);
	document_end(&d);
}

static void read_meant(struct import *in)
{
	read_events(in, false);
}

static void read_all(struct import *in)
{
	read_events(in, true);
}

static bool is_attribute(struct text value)
{
	return json_has(value, TEXT("type")) && json_has(value, TEXT("value")) &&
	    (json_has(value, TEXT("to_ids")) || json_has(value, TEXT("category")));
}

static bool is_event(struct text head, struct text name)
{
	(void)name;
	struct text first = json_first(head), answer;
	if (!json_begins(head))
		return false;
	if (json_has(first, TEXT("response")))
		first = json_first(json_member(first, TEXT("response")));
	answer = json_member(first, TEXT("Event"));
	if (json_is_object(answer))
		return json_has(answer, TEXT("info")) || json_has(answer, TEXT("uuid")) ||
		    json_has(answer, TEXT("Attribute")) || json_has(answer, TEXT("Orgc"));
	return is_attribute(json_first(json_member(first, TEXT("Attribute"))));
}

const struct import_format import_misp = { "misp-json",
	"MISP events: attributes that are meant for detection", is_event, read_meant };

const struct import_format import_misp_all = { "misp-json-all",
	"MISP events: also attributes that are not meant for detection", NULL, read_all };

/* --- warning lists */

static const char *unfit_for(struct text type, struct text entry)
{
	if (text_is(type, TEXT("regex")))
		return "a regular expression, which a whitelist cannot hold";
	if (text_is(type, TEXT("substring")))
		return "a part of a name, which a whitelist cannot hold";
	if (text_find_char(entry, '.') == TEXT_NONE && text_find_char(entry, ':') == TEXT_NONE)
		return "a single label, which would hold for all names below it";
	if (text_find(entry, TEXT("://")) != TEXT_NONE || text_find_char(entry, '@') != TEXT_NONE)
		return "neither a name nor an address";
	return NULL;
}

static void take_entry(struct json_document *d, struct text value, struct text type)
{
	char lower[LIMIT_TRAIL_KEY];
	cJSON *record = json_tree(value);
	struct text entry = text_trim(json_string(record));
	while (entry.n && entry.s[0] == '.')
		entry = text_from(entry, 1);
	const char *why =
	    entry.n == 0 || entry.n > sizeof(lower) ? "no entry" : unfit_for(type, entry);
	for (size_t i = 0; !why && i < entry.n; i++)
		lower[i] = ascii_lower(entry.s[i]);
	if (why)
		import_skip(d->in, why);
	else
		import_entry(d->in, (struct text) { lower, entry.n });
	cJSON_Delete(record);
}

static void read_warnings(struct import *in)
{
	struct json_document d;
	struct text key, value;
	struct buf type, name;
	if (!document_open(&d, in))
		return;
	buf_init(&type, JSON_RECORD);
	buf_init(&name, JSON_RECORD);
	tell_text(&type, d.all, TEXT("type"));
	tell_text(&name, d.all, TEXT("name"));
	struct json_walk w = json_enter(json_member(d.all, TEXT("list")));
	/* An entry holds for all names below it: of a top-level domain that is everything. */
	if (text_find(buf_text(&name), TEXT("TLD")) != TEXT_NONE)
		import_skip(in, "a list of top-level domains, under which nothing would be found");
	else
		while (json_next(&w, &key, &value)) {
			document_stand(&d, value);
			take_entry(&d, value, buf_text(&type));
		}
	buf_free(&type);
	buf_free(&name);
	document_end(&d);
}

/* Where the list is long, what stands behind it is not in the head. */
static bool is_warnings(struct text head, struct text name)
{
	(void)name;
	struct text list = json_member(head, TEXT("list")), key, value;
	struct json_walk w = json_enter(list);
	return json_begins(head) && json_is_array(list) && json_next(&w, &key, &value) &&
	    value.s[0] == '"' &&
	    (json_has(head, TEXT("name")) || json_has(head, TEXT("description"))) &&
	    !json_has(head, TEXT("objects"));
}

const struct import_format import_warnings = { "misp-warninglist",
	"a MISP warning list: what is no finding", is_warnings, read_warnings };
