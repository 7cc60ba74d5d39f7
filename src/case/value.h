/* Values of a threat's fields, as tables hold them. */
#ifndef TS_CASE_VALUE_H
#define TS_CASE_VALUE_H

#include "base/intern.h"
#include "case/db.h"
#include "case/file.h"

enum { NO_VALUE = UINT32_MAX };

/* Bytes are borrowed. */
struct value {
	enum { VALUE_NONE, VALUE_INT, VALUE_BLOB, VALUE_TEXT } kind;
	int64_t number;
	struct text bytes;
};

/* A port, the number of a protocol, or that of an address, or NO_VALUE. */
struct value value_of(enum value_field field, uint32_t number, const struct intern *addresses);

/* Lives until the next row. */
struct value value_read(struct sqlite3_stmt *s, int column);

void value_bind(struct sqlite3_stmt *s, int at, const struct value *v);

bool value_is(const struct value *a, const struct value *b);

#endif
