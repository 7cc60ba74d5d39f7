/* Names and classes of fields. */
#include <config.h>

#include "protocols/fields.h"

static const struct {
	const char *name;
	enum field_class class;
} fields[] = {
#define FIELD_ROW(id, name, class, tshark) { name, FIELD_##class },
	FIELDS(FIELD_ROW)
#undef FIELD_ROW
};

const char *field_name(enum field_id id)
{
	return fields[id].name;
}

enum field_class field_class(enum field_id id)
{
	return fields[id].class;
}
