/* Certificates. RFC 5280 4.1 (the fields), 4.2.1.6 (subjectAltName), 4.1.2.5 (times). */
#include <config.h>

#include "base/address.h"
#include "base/buf.h"
#include "base/digest.h"
#include "protocols/der.h"
#include "protocols/x509_name.h"

enum {
	TAG_VERSION = 0xa0,
	TAG_ISSUER_ID = 0x81,
	TAG_SUBJECT_ID = 0x82,
	TAG_EXTENSIONS = 0xa3,
	TAG_EMAIL = 0x81,
	TAG_DNS = 0x82,
	TAG_URI = 0x86,
	TAG_IP = 0x87,
	SERIAL_MOST = 64, /* bytes; RFC 5280 4.1.2.2 allows 20 */
};

static const struct text none = { "", 0 };

static struct text serial_text(struct bytes in, struct arena *arena)
{
	struct buf b;
	buf_init(&b, 2 * SERIAL_MOST);
	if (in.left > 1 && in.at[0] == 0)
		bytes_skip(&in, 1);
	while (in.left > 0)
		buf_format(&b, "%02x", bytes_u8(&in));
	struct text t = arena_text(arena, buf_text(&b));
	buf_free(&b);
	return t;
}

/* "YYMMDDhhmmssZ" or "YYYYMMDDhhmmssZ", nothing else in DER. */
static struct text read_time(struct bytes *in, struct arena *arena)
{
	uint8_t tag;
	struct bytes body = der_any(in, &tag, NULL);
	size_t year = tag == DER_UTC_TIME ? 2 : 4;
	in->failed |= tag != DER_UTC_TIME && tag != DER_GENERALIZED_TIME;
	if (in->failed || body.left != year + 11 || body.at[year + 10] != 'Z')
		return none;
	const char *s = (const char *)body.at, *rest = s + year;
	for (size_t i = 0; i < year + 10; i++)
		if (!ascii_digit(s[i]))
			return none;
	struct buf b;
	buf_init(&b, 32);
	if (year == 2) /* RFC 5280 4.1.2.5.1: from 1950 to 2049 */
		buf_add(&b, s[0] >= '5' ? TEXT("19") : TEXT("20"));
	buf_format(&b, "%.*s-%.2s-%.2sT%.2s:%.2s:%.2sZ", (int)year, s, rest, rest + 2, rest + 4,
	    rest + 6, rest + 8);
	struct text t = arena_text(arena, buf_text(&b));
	buf_free(&b);
	return t;
}

static bool read_validity(struct bytes in, struct arena *arena, struct x509_certificate *out)
{
	out->not_before = read_time(&in, arena);
	out->not_after = read_time(&in, arena);
	return !in.failed && in.left == 0;
}

static bool set_address(struct text *text, struct bytes body, struct arena *arena)
{
	char shown[ADDRESS_TEXT];
	struct address a = { .version = body.left == 4 ? 4 : 6 };
	if (body.left != 4 && body.left != 16)
		return false;
	memcpy(a.bytes, body.at, body.left);
	address_text(&a, shown);
	*text = arena_text(arena, text_of(shown));
	return true;
}

/* One GeneralName; false for the kinds that are left out. */
static bool read_alternative(
    uint8_t tag, struct bytes body, struct arena *arena, struct x509_alternative *out)
{
	out->text = text_bytes(body.at, body.left);
	switch (tag) {
	case TAG_DNS:
		out->kind = X509_DNS;
		return true;
	case TAG_EMAIL:
		out->kind = X509_EMAIL;
		return true;
	case TAG_URI:
		out->kind = X509_URI;
		return true;
	case TAG_IP:
		out->kind = X509_IP;
		return set_address(&out->text, body, arena);
	default:
		return false;
	}
}

static bool read_alternatives(struct bytes value, struct arena *arena, struct x509_certificate *out)
{
	struct bytes list = der_take(&value, DER_SEQUENCE), count_in = list;
	uint8_t tag;
	size_t most = 0;
	while (count_in.left > 0 && !count_in.failed && most < X509_NAMES_MOST) {
		der_any(&count_in, &tag, NULL);
		most++;
	}
	struct x509_alternative *names = arena_take(arena, most * sizeof(*names));
	out->names = names;
	out->name_count = 0;
	for (size_t i = 0; i < most && !list.failed; i++) {
		struct bytes body = der_any(&list, &tag, NULL);
		if (!list.failed && read_alternative(tag, body, arena, &names[out->name_count]))
			out->name_count++;
	}
	return !value.failed && !list.failed;
}

/* Extension: OID, critical (may be left out), value. */
static bool read_extension(struct bytes in, struct arena *arena, struct x509_certificate *out)
{
	static const uint8_t subject_alt_name[] = { 0x55, 0x1d, 0x11 };
	struct bytes oid = der_take(&in, DER_OID);
	if (der_next_is(&in, DER_BOOLEAN))
		der_take(&in, DER_BOOLEAN);
	struct bytes value = der_take(&in, DER_OCTET_STRING);
	if (in.failed)
		return false;
	if (oid.left != sizeof(subject_alt_name) || memcmp(oid.at, subject_alt_name, 3) != 0)
		return true;
	return read_alternatives(value, arena, out);
}

static bool read_extensions(struct bytes in, struct arena *arena, struct x509_certificate *out)
{
	if (der_next_is(&in, TAG_ISSUER_ID))
		der_take(&in, TAG_ISSUER_ID);
	if (der_next_is(&in, TAG_SUBJECT_ID))
		der_take(&in, TAG_SUBJECT_ID);
	if (in.left == 0)
		return !in.failed;
	struct bytes tagged = der_take(&in, TAG_EXTENSIONS);
	struct bytes list = der_take(&tagged, DER_SEQUENCE);
	bool good = !in.failed && !tagged.failed;
	while (good && list.left > 0) {
		struct bytes one = der_take(&list, DER_SEQUENCE);
		good = !list.failed && read_extension(one, arena, out);
	}
	return good && in.left == 0;
}

/* TBSCertificate. */
static bool read_fields(struct bytes in, struct arena *arena, struct x509_certificate *out)
{
	if (der_next_is(&in, TAG_VERSION))
		der_take(&in, TAG_VERSION);
	struct bytes serial = der_take(&in, DER_INTEGER);
	der_take(&in, DER_SEQUENCE); /* signature algorithm */
	struct bytes issuer = der_take(&in, DER_SEQUENCE);
	struct bytes validity = der_take(&in, DER_SEQUENCE);
	struct bytes subject = der_take(&in, DER_SEQUENCE);
	der_take(&in, DER_SEQUENCE); /* public key */
	if (in.failed)
		return false;
	out->serial = serial_text(serial, arena);
	return x509_read_name(issuer, arena, &out->issuer) && read_validity(validity, arena, out) &&
	    x509_read_name(subject, arena, &out->subject) && read_extensions(in, arena, out);
}

static struct text digest_text(
    bool (*digest)(const void *, size_t, char[DIGEST_TEXT]), struct text of, struct arena *arena)
{
	char digits[DIGEST_TEXT];
	digest(of.s, of.n, digits);
	return arena_text(arena, text_of(digits));
}

static bool sha256(const void *p, size_t n, char out[DIGEST_TEXT])
{
	digest_sha256(p, n, out);
	return true;
}

bool x509_parse(struct bytes der, struct arena *arena, struct x509_certificate *out)
{
	const struct x509_name nobody = { none, none, none };
	struct text all = text_bytes(der.at, der.left);
	*out = (struct x509_certificate) { .der = all,
		.sha1 = digest_text(digest_sha1, all, arena),
		.sha256 = digest_text(sha256, all, arena),
		.serial = none,
		.subject = nobody,
		.issuer = nobody,
		.not_before = none,
		.not_after = none };
	struct bytes certificate = der_take(&der, DER_SEQUENCE);
	struct bytes fields = der_take(&certificate, DER_SEQUENCE);
	out->parsed = !der.failed && !certificate.failed && read_fields(fields, arena, out);
	return out->parsed;
}

bool x509_parse_chain(struct bytes body, struct arena *arena, struct x509_chain *out)
{
	size_t says = bytes_be24(&body), count = 0;
	bool cut = says != body.left;
	struct bytes list = bytes_sub(&body, says < body.left ? says : body.left);
	struct x509_certificate *c = arena_take(arena, X509_CHAIN_MOST * sizeof(*c));
	*out = (struct x509_chain) { .list = c };
	while (list.left > 0 && !list.failed && count < X509_CHAIN_MOST) {
		struct bytes der = bytes_sub(&list, bytes_be24(&list));
		if (!list.failed && der.left > 0)
			x509_parse(der, arena, &c[count++]);
	}
	out->count = count;
	out->whole = !cut && !list.failed && list.left == 0;
	return count > 0;
}
