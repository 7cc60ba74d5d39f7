/*
 * Kerberos over UDP and TCP: of requests, replies and errors the realm, who asks, for what. Tickets
 * and what is encrypted are left alone. RFC 4120 5.2, 5.3, 5.4, 5.9, 7.2.
 */
#include <config.h>

#include "base/buf.h"
#include "protocols/der.h"
#include "protocols/rows.h"

enum {
	KERBEROS_PORT = 88,
	APPLICATION = 0x60, /* of tags: these of RFC 4120 are constructed */
	CONTEXT = 0xa0,
	TICKET = APPLICATION | 1,
	AS_REQUEST = APPLICATION | 10,
	AS_REPLY = APPLICATION | 11,
	TGS_REQUEST = APPLICATION | 12,
	TGS_REPLY = APPLICATION | 13,
	AP_REQUEST = APPLICATION | 14,
	AP_REPLY = APPLICATION | 15,
	KRB_ERROR = APPLICATION | 30,
	GENERAL_STRING = 0x1b,
	NO_FIELD = 0xff,
	MARK_SIZE = 4,            /* the length before each message over TCP */
	MESSAGE_MOST = 120 << 10, /* a larger one over TCP is left out */
	NAME_MOST = 4 << 10,
};

/* In which fields of a sequence something stands. */
struct layout {
	uint8_t client, realm, server_realm, service;
	uint8_t inner; /* a sequence inside, or NO_FIELD */
};

static const struct layout of_request = { NO_FIELD, NO_FIELD, NO_FIELD, NO_FIELD, 4 },
			   of_request_body = { 1, 2, NO_FIELD, 3, NO_FIELD },
			   of_reply = { 4, 3, NO_FIELD, NO_FIELD, 5 },
			   of_ticket = { NO_FIELD, NO_FIELD, 1, 2, NO_FIELD },
			   of_error = { 8, 7, 9, 10, NO_FIELD };

/* Bodies of what was found; empty where it was not. */
struct names {
	struct bytes client, realm, server_realm, service, inner;
};

static bool is_message(uint8_t tag)
{
	return (tag >= AS_REQUEST && tag <= AP_REPLY) || tag == KRB_ERROR;
}

static bool has_names(uint8_t tag)
{
	return is_message(tag) && tag != AP_REQUEST && tag != AP_REPLY;
}

/* The fields of a sequence that are before what is damaged. */
static void read_fields(struct bytes in, const struct layout *layout, struct names *names)
{
	const struct {
		uint8_t field;
		struct bytes *to;
	} wanted[] = {
		{ layout->client, &names->client },
		{ layout->realm, &names->realm },
		{ layout->server_realm, &names->server_realm },
		{ layout->service, &names->service },
		{ layout->inner, &names->inner },
	};
	while (in.left > 0) {
		uint8_t tag;
		struct bytes body = der_any(&in, &tag, NULL);
		if (in.failed)
			return;
		for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
			if (wanted[i].field != NO_FIELD && tag == (CONTEXT | wanted[i].field))
				*wanted[i].to = body;
	}
}

static struct names read_message(struct bytes message)
{
	struct names names = { 0 };
	uint8_t tag;
	struct bytes body = der_any(&message, &tag, NULL);
	struct bytes fields = der_take(&body, DER_SEQUENCE);
	if (tag == KRB_ERROR) {
		read_fields(fields, &of_error, &names);
	} else if (tag == AS_REQUEST || tag == TGS_REQUEST) {
		read_fields(fields, &of_request, &names);
		read_fields(der_take(&names.inner, DER_SEQUENCE), &of_request_body, &names);
	} else if (tag == AS_REPLY || tag == TGS_REPLY) {
		read_fields(fields, &of_reply, &names);
		struct bytes ticket = der_take(&names.inner, TICKET);
		read_fields(der_take(&ticket, DER_SEQUENCE), &of_ticket, &names);
	}
	return names;
}

static struct text read_realm(struct bytes in)
{
	struct bytes realm = der_take(&in, GENERAL_STRING);
	return in.failed ? TEXT("") : text_bytes(realm.at, realm.left);
}

/* PrincipalName: its type, its parts, which are joined. */
static void observe_principal(
    struct observations *out, const struct segment *s, enum field_id id, struct bytes in)
{
	struct buf name;
	struct bytes fields = der_take(&in, DER_SEQUENCE);
	(void)der_take(&fields, CONTEXT | 0);
	struct bytes list = der_take(&fields, CONTEXT | 1);
	struct bytes parts = der_take(&list, DER_SEQUENCE);
	buf_init(&name, NAME_MOST);
	for (bool more = false; parts.left > 0 && !parts.failed; more = true) {
		struct bytes part = der_take(&parts, GENERAL_STRING);
		if (parts.failed)
			break;
		if (more)
			buf_char(&name, '/');
		buf_add(&name, text_bytes(part.at, part.left));
	}
	observe_field(out, s, 0, id, buf_text(&name));
	buf_free(&name);
}

static void observe_message(struct observations *out, const struct segment *s, struct bytes message)
{
	struct names names = read_message(message);
	struct text realm = read_realm(names.realm), server = read_realm(names.server_realm);
	observe_field(out, s, 0, FIELD_KERBEROS_REALM, realm);
	if (!text_is(realm, server))
		observe_field(out, s, 0, FIELD_KERBEROS_REALM, server);
	observe_principal(out, s, FIELD_KERBEROS_CLIENT, names.client);
	observe_principal(out, s, FIELD_KERBEROS_SERVICE, names.service);
}

static bool kerberos_feed(
    const struct protocol *self, const struct segment *s, struct observations *out)
{
	const struct tuple *t = &s->packet->tuple;
	struct text payload = segment_payload(s);
	(void)self;
	if (t->sport != KERBEROS_PORT && t->dport != KERBEROS_PORT)
		return false;
	if (!is_message((uint8_t)payload.s[0]))
		return false;
	observe_message(out, s, bytes_of(payload.s, payload.n));
	return true;
}

static enum claim kerberos_claims(const struct opening *o)
{
	struct text head = o->head[o->side];
	if ((o->port[0] != KERBEROS_PORT && o->port[1] != KERBEROS_PORT) || head.s[0] != 0)
		return CLAIM_NO;
	if (head.n <= MARK_SIZE)
		return CLAIM_MAYBE;
	return is_message((uint8_t)head.s[MARK_SIZE]) ? CLAIM_YES : CLAIM_NO;
}

static size_t kerberos_take(
    struct conversation *c, const struct segment *s, struct text data, struct observations *out)
{
	if (data.n <= MARK_SIZE) {
		talk_want(c, s->side, MARK_SIZE + 1);
		return 0;
	}
	size_t n = load_be32((const uint8_t *)data.s);
	uint8_t tag = (uint8_t)data.s[MARK_SIZE];
	if (n == 0 || !is_message(tag))
		return TAKE_LOST;
	if (!has_names(tag) || n > MESSAGE_MOST) {
		talk_skip(c, s->side, n);
		return MARK_SIZE;
	}
	if (data.n - MARK_SIZE < n) {
		talk_want(c, s->side, MARK_SIZE + n);
		return 0;
	}
	observe_message(out, s, bytes_of(data.s + MARK_SIZE, n));
	return MARK_SIZE + n;
}

const struct protocol protocol_kerberos_datagrams = {
	.name = "kerberos", .transport = IP_UDP, .feed = kerberos_feed
};

const struct protocol protocol_kerberos = {
	.name = "kerberos", .transport = IP_TCP, .claims = kerberos_claims, .take = kerberos_take
};
