/*
 * JSON of no other format: datasets of Suricata (its manual, "Datasets", format json and ndjson), lists of texts, and
 * records whose value stands under a usual name. The rule that loads a dataset names the key; here the first one
 * of a list counts.
 */
#include <config.h>

#include "trails/import_json.h"

static const char *const value_keys[] = { "value", "ioc", "indicator", "ip", "ip_address",
	"address", "domain", "domain_name", "hostname", "host", "fqdn", "dns", "sni", "url", "uri",
	"ja3", "ja3_hash", "ja4", "sha256", "sha1", "md5", "hash", "network", "cidr" };
static const char *const agent_keys[] = { "user_agent", "useragent", "user-agent",
	"http_user_agent" };
static const char *const info_keys[] = { "malware", "family", "info", "threat", "description",
	"comment", "name" };
static const char *const reference_keys[] = { "reference", "source" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct text first_of(const cJSON *record, const char *const *keys, size_t n)
{
	struct text t = { "", 0 };
	for (size_t i = 0; i < n && t.n == 0; i++)
		t = json_string_of(record, keys[i]);
	return t;
}

static void take_record(struct json_document *d, const cJSON *record)
{
	struct text value = first_of(record, value_keys, COUNT(value_keys)),
		    agent = first_of(record, agent_keys, COUNT(agent_keys));
	struct buf info, reference;
	buf_init(&info, JSON_RECORD);
	buf_init(&reference, JSON_RECORD);
	json_plain(&info, first_of(record, info_keys, COUNT(info_keys)));
	json_plain(&reference, first_of(record, reference_keys, COUNT(reference_keys)));
	if (value.n)
		import_value(d->in, value, buf_text(&info), buf_text(&reference));
	else if (agent.n)
		import_agent(d->in, agent, buf_text(&info), buf_text(&reference));
	else
		import_skip(d->in, "no value under a known name");
	buf_free(&info);
	buf_free(&reference);
}

/* A value of an array, or of lines: a record, or a text. */
static void take_one(struct json_document *d, struct text value)
{
	document_stand(d, value);
	cJSON *tree = json_tree(value);
	if (cJSON_IsObject(tree))
		take_record(d, tree);
	else if (cJSON_IsString(tree))
		import_value(d->in, json_string(tree), TEXT(""), TEXT(""));
	else
		import_skip(d->in, "no JSON record");
	cJSON_Delete(tree);
}

static void take_array(struct json_document *d, struct text array)
{
	struct json_walk w = json_enter(array);
	struct text key, value;
	while (json_next(&w, &key, &value))
		take_one(d, value);
}

/* Whether there are arrays of records, or of texts, one level down or two ("data": {"list": […]}). */
static bool take_arrays(struct json_document *d, struct text object, unsigned depth)
{
	struct json_walk w = json_enter(object);
	struct text key, value;
	bool found = false;
	while (w.object && json_next(&w, &key, &value)) {
		if (json_is_array(value) && !text_is(key, TEXT("tags"))) {
			take_array(d, value);
			found = true;
		} else if (json_is_object(value) && depth > 0) {
			found |= take_arrays(d, value, depth - 1);
		}
	}
	return found;
}

static bool has_value(struct text object)
{
	for (size_t i = 0; i < COUNT(value_keys); i++)
		if (json_is_text(json_member(object, text_of(value_keys[i]))))
			return true;
	for (size_t i = 0; i < COUNT(agent_keys); i++)
		if (json_is_text(json_member(object, text_of(agent_keys[i]))))
			return true;
	return false;
}

/* One document, or as many as there are. */
static void read_values(struct import *in)
{
	struct json_document d;
	if (!document_open(&d, in))
		return;
	struct text rest = d.all;
	while (text_trim(rest).n) {
		struct text before = rest, value = json_take(&rest);
		if (value.n == 0 && json_is_array(text_trim(before)))
			take_array(&d, before); /* as far as it goes */
		else if (json_is_array(value))
			take_array(&d, value);
		else if (!json_is_object(value) || has_value(value) || !take_arrays(&d, value, 1))
			take_one(&d, value);
		if (value.n == 0)
			break;
	}
}

static bool is_values(struct text head, struct text name)
{
	(void)name;
	return json_begins(head);
}

const struct import_format import_json = { "json",
	"records or texts in JSON, one document or one a line: datasets of Suricata", is_values,
	read_values };
