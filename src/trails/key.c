/* Kinds of keys. spec/trails.md 6 and 8, detection.md 2.2. */
#include <config.h>

#include "base/limits.h"
#include "trails/key.h"

static bool name_char(char c)
{
	return ascii_letter(c) || ascii_digit(c) || c == '-' || c == '.' || c == '_' || (c & 0x80);
}

/* What a byte says of the key it stands in. */
enum {
	N = 1, /* it may be a name, but no IPv4 address */
	S = 2, /* a slash */
	C = 4, /* a colon */
	X = 8, /* it is no name */
};

static const uint8_t classes[256] = {
	/* clang-format off */
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
	X, X, X, X, X, X, X, X, X, X, X, X, X, N, 0, S, /* - . / */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, C, X, X, X, X, X, /* 0 to 9, : */
	X, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, /* A to O */
	N, N, N, N, N, N, N, N, N, N, N, X, X, X, X, N, /* P to Z, _ */
	X, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, /* a to o */
	N, N, N, N, N, N, N, N, N, N, N, X, X, X, X, X, /* p to z */
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, /* no ASCII */
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	/* clang-format on */
};

/* Of all its bytes. */
static unsigned classes_of(struct text t)
{
	unsigned all = 0;
	for (size_t i = 0; i < t.n; i++)
		all |= classes[(uint8_t)t.s[i]];
	return all;
}

static bool is_hex(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!ascii_digit(t.s[i]) && !(t.s[i] >= 'a' && t.s[i] <= 'f'))
			return false;
	return true;
}

static bool is_digits(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (!ascii_digit(t.s[i]))
			return false;
	return true;
}

/* "t13d1516h2_8daaf6152771_e5627efa2ab1": the transport, the version ("s2" is an SSL), whether a name was sent,
 * two counts, two letters of ALPN; then two halves of digests. */
static bool is_ja4(struct text t)
{
	if (t.n != 36 || t.s[10] != '_' || t.s[23] != '_')
		return false;
	return text_find_char(TEXT("tqd"), t.s[0]) != TEXT_NONE &&
	    text_find_char(TEXT("0123456789sd"), t.s[1]) != TEXT_NONE && ascii_digit(t.s[2]) &&
	    (t.s[3] == 'd' || t.s[3] == 'i') && is_digits(text_head(text_from(t, 4), 4)) &&
	    is_hex(text_head(text_from(t, 11), 12)) && is_hex(text_from(t, 24));
}

unsigned key_fingerprint(struct text key)
{
	switch (key.n) {
	case 32:
		return is_hex(key) ? FINGERPRINT_MD5 : 0;
	case 36:
		return is_ja4(key) ? FINGERPRINT_JA4 : 0;
	case 40:
		return is_hex(key) ? FINGERPRINT_SHA1 : 0;
	case 64:
		return is_hex(key) ? FINGERPRINT_SHA256 : 0;
	default:
		return 0;
	}
}

/* A decimal number without leading zeros. */
static bool plain_number(struct text t, uint64_t max, uint64_t *v)
{
	return (t.n == 1 || (t.n && t.s[0] != '0')) && text_number(t, max, v);
}

bool key_parse_range(struct text key, struct address *a, unsigned *bits)
{
	size_t slash = text_find_char(key, '/');
	uint64_t v;
	if (slash == TEXT_NONE || !address_parse(text_head(key, slash), a) ||
	    !plain_number(text_from(key, slash + 1), a->version == 4 ? 32 : 128, &v))
		return false;
	*bits = (unsigned)v;
	return true;
}

/* "1.2.3.4:80", "[2001:db8::1]:80". */
static bool parse_address_port(struct text key, struct address *a, int32_t *port)
{
	size_t colon = text_find_last(key, ':');
	uint64_t v;
	if (colon == TEXT_NONE || !plain_number(text_from(key, colon + 1), 65535, &v))
		return false;
	struct text host = text_head(key, colon);
	bool bracket = host.n > 2 && host.s[0] == '[' && host.s[host.n - 1] == ']';
	if (bracket)
		host = (struct text) { host.s + 1, host.n - 2 };
	if (!address_parse(host, a) || bracket != (a->version == 6))
		return false;
	*port = (int32_t)v;
	return true;
}

void key_parse(struct text key, struct key_form *form)
{
	unsigned has = classes_of(key);
	bool digits_first = (has & (S | C) || !(has & N)) && key.n &&
	    (ascii_hex(key.s[0]) >= 0 || key.s[0] == '[' || key.s[0] == ':');
	form->port = -1;
	form->bits = 0;
	if (has & S) {
		if (digits_first && key_parse_range(key, &form->address, &form->bits))
			form->kind = TRAIL_RANGE;
		else
			form->kind = key.s[0] == '/' ? TRAIL_PATH : TRAIL_URL;
	} else if (digits_first && address_parse(key, &form->address)) {
		form->kind = TRAIL_ADDRESS;
	} else if (digits_first && parse_address_port(key, &form->address, &form->port)) {
		form->kind = TRAIL_ADDRESS_PORT;
	} else if (key_fingerprint(key)) {
		form->kind = TRAIL_FINGERPRINT;
	} else {
		bool name = key.n && key.n <= LIMIT_NAME && !(has & (C | X));
		form->kind = name ? TRAIL_NAME : TRAIL_OTHER;
	}
}

enum key_group key_group(enum trail_kind kind)
{
	if (kind == TRAIL_NAME)
		return KEY_NAMES;
	return kind == TRAIL_ADDRESS || kind == TRAIL_ADDRESS_PORT ? KEY_ADDRESSES : KEY_TEXTS;
}

bool key_url_host(struct text url, struct text *host, struct key_form *form)
{
	*host = text_head(url, text_find_char(url, '/'));
	key_parse(*host, form);
	if (form->kind == TRAIL_OTHER) {
		*host = text_head(*host, text_find_char(*host, ':'));
		key_parse(*host, form);
	}
	return key_group(form->kind) == KEY_ADDRESSES ||
	    (form->kind == TRAIL_NAME && text_find_char(*host, '.') != TEXT_NONE);
}

/* Whether t, which begins behind a '[', goes on as a list of letters, digits, _ . - up to ']'. */
static bool bracket_list(struct text t)
{
	size_t close = text_find_char(t, ']');
	if (close == TEXT_NONE || close == 0)
		return false;
	for (size_t i = 0; i < close; i++)
		if (!name_char(t.s[i]) || (t.s[i] & 0x80))
			return false;
	return true;
}

bool key_is_pattern(struct text key)
{
	for (size_t i = 0; i + 1 < key.n; i++) {
		char c = key.s[i], next = key.s[i + 1];
		if ((c == ']' || c == '.') && (next == '*' || next == '+'))
			return true;
		if (c == '[' && bracket_list(text_from(key, i + 1)))
			return true;
	}
	return false;
}

struct text key_canonical(struct text key, char room[ADDRESS_TEXT])
{
	struct key_form form;
	if (text_find_char(key, ':') == TEXT_NONE)
		return key;
	key_parse(key, &form);
	if (form.kind == TRAIL_ADDRESS)
		return (struct text) { room, address_text(&form.address, room) };
	if (form.kind == TRAIL_ADDRESS_PORT)
		return (struct text) { room,
			address_port_text(&form.address, (uint16_t)form.port, room) };
	return key;
}
