/* The colours of trail types. */
#include <config.h>

#include "browser/types.h"

enum style type_style(struct text type)
{
	static const struct {
		const char *type;
		enum style style;
	} rows[] = {
		{ "DNS", STYLE_TYPE_DNS },
		{ "IP", STYLE_TYPE_IP },
		{ "URL", STYLE_TYPE_URL },
		{ "UA", STYLE_TYPE_UA },
		{ "HTTP", STYLE_TYPE_HTTP },
		{ "IPORT", STYLE_TYPE_IPORT },
		{ "PATH", STYLE_TYPE_PATH },
		{ "PORT", STYLE_TYPE_PORT },
		{ "CERT", STYLE_TYPE_CERT },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (text_is(type, text_of(rows[i].type)))
			return rows[i].style;
	return STYLE_TYPE_OTHER;
}
