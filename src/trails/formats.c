/* Every import format. */
#include <config.h>

#include "trails/import_private.h"

const struct import_format *const import_formats[] = {
	&import_rows,
	&import_pairs,
	&import_whitelist,
	&import_list,
	NULL,
};

const struct import_format *import_format_of(struct text name)
{
	for (size_t i = 0; import_formats[i]; i++)
		if (text_is(text_of(import_formats[i]->name), name))
			return import_formats[i];
	return NULL;
}

const struct import_format *import_recognise(struct text head, struct text name)
{
	for (size_t i = 0; import_formats[i]; i++)
		if (import_formats[i]->is && import_formats[i]->is(head, name))
			return import_formats[i];
	return &import_list;
}
