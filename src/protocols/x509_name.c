/* Distinguished names as text. RFC 4514 2; attribute types of RFC 4519, RFC 2985, RFC 4524 and CA/B
 * Forum EV 9.2 under the short names that are in use. */
#include <config.h>

#include "base/buf.h"
#include "protocols/der.h"
#include "protocols/x509_name.h"

enum {
	NAME_MOST =
	    1 << 20,     /* of text: a message has at most 64 KiB, an escape three digits a byte */
	ATTRIBUTES = 64, /* of one name */
	HIGHEST_CODE = 0x10ffff,
};

/* An attribute type: the bytes of its OID, and what it is called. */
struct attribute_type {
	const char *oid;
	size_t n;
	const char *name;
};

#define TYPE(oid, name)                                                                            \
	{                                                                                          \
		oid, sizeof(oid) - 1, name                                                         \
	}
static const struct attribute_type types[] = {
	TYPE("\x55\x04\x03", "CN"),
	TYPE("\x55\x04\x04", "SN"),
	TYPE("\x55\x04\x05", "serialNumber"),
	TYPE("\x55\x04\x06", "C"),
	TYPE("\x55\x04\x07", "L"),
	TYPE("\x55\x04\x08", "ST"),
	TYPE("\x55\x04\x09", "street"),
	TYPE("\x55\x04\x0a", "O"),
	TYPE("\x55\x04\x0b", "OU"),
	TYPE("\x55\x04\x0c", "title"),
	TYPE("\x55\x04\x0d", "description"),
	TYPE("\x55\x04\x0f", "businessCategory"),
	TYPE("\x55\x04\x11", "postalCode"),
	TYPE("\x55\x04\x2a", "GN"),
	TYPE("\x55\x04\x61", "organizationIdentifier"),
	TYPE("\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01", "UID"),
	TYPE("\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", "DC"),
	TYPE("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", "emailAddress"),
	TYPE("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x02", "unstructuredName"),
	TYPE("\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x01", "jurisdictionL"),
	TYPE("\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x02", "jurisdictionST"),
	TYPE("\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03", "jurisdictionC"),
};
#undef TYPE

static const char *type_name(struct bytes oid)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].n == oid.left && memcmp(types[i].oid, oid.at, oid.left) == 0)
			return types[i].name;
	return NULL;
}

/* X.690 8.19: the first number of the OID stands for two. */
static void add_dotted(struct buf *b, struct bytes oid)
{
	uint64_t v = 0;
	bool first = true;
	while (oid.left > 0) {
		uint8_t byte = bytes_u8(&oid);
		v = v << 7 | (byte & 0x7f);
		if (byte & 0x80)
			continue;
		uint64_t root = v < 40 ? 0 : v < 80 ? 1 : 2;
		if (first)
			buf_number(b, root);
		buf_char(b, '.');
		buf_number(b, first ? v - 40 * root : v);
		first = false;
		v = 0;
	}
}

static void add_utf8(struct buf *b, uint32_t code)
{
	char sequence[4];
	buf_add(b, (struct text) { sequence, utf8_encode(code, sequence) });
}

static bool is_code(uint32_t code)
{
	return code <= HIGHEST_CODE && (code < 0xd800 || code > 0xdfff);
}

/* Characters of size bytes each as UTF-8; false where they are none. */
static bool add_wide(struct buf *b, struct bytes value, unsigned size)
{
	while (value.left > 0 && !value.failed) {
		uint32_t code = size == 1 ? bytes_u8(&value)
		    : size == 2           ? bytes_be16(&value)
					  : bytes_be32(&value);
		if (value.failed || !is_code(code))
			return false;
		add_utf8(b, code);
	}
	return !value.failed;
}

/* A string of any kind as UTF-8; what a UTF8String has wrong stays as it is. False for what is no
 * string. */
static bool add_string(struct buf *b, uint8_t tag, struct bytes value)
{
	switch (tag) {
	case DER_UTF8_STRING:
		buf_add(b, text_bytes(value.at, value.left));
		return true;
	case DER_NUMERIC_STRING:
	case DER_PRINTABLE_STRING:
	case DER_IA5_STRING:
	case DER_VISIBLE_STRING:
	case DER_T61_STRING: /* in use for ISO 8859-1 */
		return add_wide(b, value, 1);
	case DER_BMP_STRING:
		return add_wide(b, value, 2);
	case DER_UNIVERSAL_STRING:
		return add_wide(b, value, 4);
	default:
		return false;
	}
}

/* RFC 4514 2.4; control characters and what is no UTF-8 as \XX, so that the text is always UTF-8. */
static void add_escaped(struct buf *b, struct text value)
{
	for (size_t i = 0; i < value.n;) {
		char c = value.s[i];
		size_t n = utf8_length(text_from(value, i));
		bool edge = i == 0 || i == value.n - 1;
		if (n > 1) {
			buf_add(b, text_head(text_from(value, i), n));
			i += n;
			continue;
		}
		if (n == 0 || (uint8_t)c < 0x20 || c == 0x7f) {
			buf_format(b, "\\%02X", (uint8_t)c);
		} else {
			if (strchr("\"+,;<>\\", c) || (edge && c == ' ') || (i == 0 && c == '#'))
				buf_char(b, '\\');
			buf_char(b, c);
		}
		i++;
	}
}

/* A value that is no string, or of an unknown type: # and its whole encoding. */
static void add_encoding(struct buf *b, struct bytes all)
{
	buf_char(b, '#');
	while (all.left > 0)
		buf_format(b, "%02X", bytes_u8(&all));
}

static void keep_known(struct text value, const char *type, struct arena *a, struct x509_name *out)
{
	if (strcmp(type, "CN") == 0)
		out->common_name = arena_text(a, value);
	else if (strcmp(type, "O") == 0)
		out->organization = arena_text(a, value);
}

/* AttributeTypeAndValue. */
static bool add_attribute(struct buf *b, struct bytes in, struct arena *a, struct x509_name *out)
{
	uint8_t tag;
	struct bytes all, oid = der_take(&in, DER_OID), value = der_any(&in, &tag, &all);
	if (in.failed || in.left > 0 || oid.left == 0)
		return false;
	const char *type = type_name(oid);
	struct buf string;
	buf_init(&string, NAME_MOST);
	if (type)
		buf_add(b, text_of(type));
	else
		add_dotted(b, oid);
	buf_char(b, '=');
	if (type && add_string(&string, tag, value)) {
		add_escaped(b, buf_text(&string));
		keep_known(buf_text(&string), type, a, out);
	} else {
		add_encoding(b, all);
	}
	buf_free(&string);
	return true;
}

/* One attribute as text, and whether it stands in one set with that before it. */
struct part {
	struct text text;
	bool joined;
};

/* RelativeDistinguishedName: a set of attributes. */
static bool read_set(
    struct bytes set, struct arena *a, struct part *parts, size_t *count, struct x509_name *out)
{
	struct buf b;
	bool good = set.left > 0;
	buf_init(&b, NAME_MOST);
	for (bool joined = false; good && set.left > 0; joined = true) {
		struct bytes attribute = der_take(&set, DER_SEQUENCE);
		buf_clear(&b);
		good = *count < ATTRIBUTES && !set.failed && add_attribute(&b, attribute, a, out);
		if (good)
			parts[(*count)++] = (struct part) { arena_text(a, buf_text(&b)), joined };
	}
	buf_free(&b);
	return good;
}

/* The text is in reverse order; what is kept of its attributes goes by the order sent. */
bool x509_read_name(struct bytes sequence, struct arena *arena, struct x509_name *out)
{
	const struct text none = TEXT("");
	struct part parts[ATTRIBUTES];
	size_t count = 0;
	struct buf b;
	bool good = !sequence.failed;
	*out = (struct x509_name) { none, none, none };
	while (good && sequence.left > 0) {
		struct bytes set = der_take(&sequence, DER_SET);
		good = !sequence.failed && read_set(set, arena, parts, &count, out);
	}
	buf_init(&b, NAME_MOST);
	while (count > 0) {
		buf_add(&b, parts[--count].text);
		if (count > 0)
			buf_char(&b, parts[count].joined ? '+' : ',');
	}
	out->text = arena_text(arena, buf_text(&b));
	buf_free(&b);
	return good;
}
