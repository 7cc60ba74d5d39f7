/* Relays of the Tor network, as its Onionoo service answers: details or summary. metrics.torproject.org, "Onionoo". */
#include <config.h>

#include "base/address.h"
#include "trails/import_json.h"

/* An address with the port that it is followed by, if any, cut. */
static struct text without_port(struct text t)
{
	size_t close = text_find_char(t, ']'), colon = text_find_last(t, ':');
	if (t.n && t.s[0] == '[' && close != TEXT_NONE)
		return (struct text) { t.s + 1, close - 1 };
	return colon != TEXT_NONE && text_find_char(t, ':') == colon ? text_head(t, colon) : t;
}

static void take_addresses(struct import *in, const cJSON *list, struct text info)
{
	const cJSON *one;
	struct address a;
	cJSON_ArrayForEach(one, list)
	{
		struct text address = without_port(json_string(one));
		if (address_parse(address, &a))
			import_value(in, address, info, TEXT(""));
		else
			import_skip(in, "not an address");
	}
}

static bool has_flag(const cJSON *relay, struct text flag)
{
	const cJSON *one;
	cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(relay, "flags"))
	{
		if (text_is(json_string(one), flag))
			return true;
	}
	return false;
}

static void take_relay(struct json_document *d, const cJSON *relay)
{
	const cJSON *exits = cJSON_GetObjectItemCaseSensitive(relay, "exit_addresses");
	bool exit = has_flag(relay, TEXT("Exit")) || cJSON_GetArraySize(exits) > 0;
	struct text info =
	    exit ? TEXT("tor exit node (suspicious)") : TEXT("tor relay node (suspicious)");
	take_addresses(d->in, cJSON_GetObjectItemCaseSensitive(relay, "or_addresses"), info);
	take_addresses(d->in, cJSON_GetObjectItemCaseSensitive(relay, "a"), info);
	take_addresses(d->in, exits, info);
}

static void read_tor(struct import *in)
{
	struct json_document d;
	if (!document_open(&d, in))
		return;
	cJSON *published = json_tree(json_member(d.all, TEXT("relays_published")));
	import_newest(in, json_string(published));
	cJSON_Delete(published);
	import_words(in, in->info, TEXT("torproject.org"));
	document_each(&d, json_member(d.all, TEXT("relays")), take_relay);
	document_end(&d);
}

static bool is_tor(struct text head, struct text name)
{
	(void)name;
	return json_begins(head) && json_has(head, TEXT("relays_published")) &&
	    json_has(head, TEXT("relays"));
}

const struct import_format import_tor = { "tor-json",
	"relays of the Tor network, as Onionoo answers", is_tor, read_tor };
