/* Values of fields on their way from memory to tables and back. */
#include <config.h>

#include "case/value.h"

struct value value_of(enum value_field field, uint32_t number, const struct intern *addresses)
{
	if (number == NO_VALUE)
		return (struct value) { .kind = VALUE_NONE };
	if (field == VALUE_SRC_IP || field == VALUE_DST_IP)
		return (struct value) { VALUE_BLOB, 0, intern_text(addresses, number) };
	if (field == VALUE_PROTO)
		return (struct value) { VALUE_TEXT, 0, text_of(protocol_name((uint8_t)number)) };
	return (struct value) { VALUE_INT, number, TEXT("") };
}

struct value value_read(struct sqlite3_stmt *s, int column)
{
	if (db_is_null(s, column))
		return (struct value) { .kind = VALUE_NONE };
	if (db_is_int(s, column))
		return (struct value) { VALUE_INT, db_int(s, column), TEXT("") };
	return (struct value) { db_is_blob(s, column) ? VALUE_BLOB : VALUE_TEXT, 0,
		db_text(s, column) };
}

void value_bind(struct sqlite3_stmt *s, int at, const struct value *v)
{
	switch (v->kind) {
	case VALUE_NONE:
		db_bind_null(s, at);
		break;
	case VALUE_INT:
		db_bind(s, at, v->number);
		break;
	case VALUE_BLOB:
		db_bind_blob(s, at, v->bytes.s, v->bytes.n);
		break;
	case VALUE_TEXT:
		db_bind_text(s, at, v->bytes);
	}
}

bool value_is(const struct value *a, const struct value *b)
{
	return a->kind == b->kind && a->number == b->number && text_is(a->bytes, b->bytes);
}
