/* Types of attributes of MISP. */
#include <config.h>

#include "trails/misp.h"

#include "trails/import_private.h"

static const struct {
	const char *type;
	enum misp_part part;
} types[] = {
	{ "ip-src", MISP_WHOLE },
	{ "ip-dst", MISP_WHOLE },
	{ "ip-src|port", MISP_ENDPOINT },
	{ "ip-dst|port", MISP_ENDPOINT },
	{ "domain", MISP_WHOLE },
	{ "hostname", MISP_WHOLE },
	{ "domain|ip", MISP_BOTH },
	{ "hostname|port", MISP_FIRST },
	{ "url", MISP_WHOLE },
	{ "uri", MISP_WHOLE },
	{ "user-agent", MISP_AGENT },
	{ "email", MISP_WHOLE },
	{ "email-src", MISP_WHOLE },
	{ "email-dst", MISP_WHOLE },
	{ "email-reply-to", MISP_WHOLE },
	{ "ja3-fingerprint-md5", MISP_WHOLE },
	{ "ja4-fingerprint", MISP_WHOLE },
	{ "hassh-md5", MISP_WHOLE },
	{ "hasshserver-md5", MISP_WHOLE },
	{ "x509-fingerprint-sha1", MISP_WHOLE },
	{ "x509-fingerprint-sha256", MISP_WHOLE },
	{ "sha256", MISP_WHOLE },
	{ "filename|sha256", MISP_SECOND },
};

bool misp_part_of(struct text type, enum misp_part *part)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (text_is(type, text_of(types[i].type))) {
			*part = types[i].part;
			return true;
		}
	return false;
}

void misp_give(struct import *in, enum misp_part part, struct text value, struct text info,
    struct text reference)
{
	struct text second = value, first = text_split(&second, '|');
	if (part == MISP_AGENT)
		import_agent(in, value, info, reference);
	else if (part == MISP_ENDPOINT)
		import_endpoint(in, first, second.s ? second : TEXT(""), info, reference);
	else if (part == MISP_WHOLE)
		import_value(in, value, info, reference);
	if (part == MISP_FIRST || part == MISP_BOTH)
		import_value(in, first, info, reference);
	if (second.s && (part == MISP_SECOND || part == MISP_BOTH))
		import_value(in, second, info, reference);
}
