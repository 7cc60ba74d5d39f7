/*
 * Credentials in clear text: who logged in where, by a protocol that hides nothing. Only the account is told;
 * what proves it never leaves the frame. RFC 959 and 1939 (USER), RFC 3501 (LOGIN), RFC 7617 (Basic), RFC 4616 and 4954 (AUTH).
 */
#include <config.h>

#include "base/base64.h"
#include "detect/judge_private.h"

enum { ACCOUNT_MOST = 128 };

/* Nobody's account. */
static bool is_anyones(struct text account)
{
	static const struct text names[] = { TEXT("anonymous"), TEXT("ftp"), TEXT("guest") };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (text_is_nocase(account, names[i]))
			return true;
	return account.n == 0;
}

/* The user of "user:secret" in base64. */
static struct text decoded_account(struct text coded, struct arena *arena)
{
	char plain[ACCOUNT_MOST];
	struct text all = { plain, base64_decode(coded, plain, sizeof(plain)) };
	size_t colon = text_find_char(all, ':');
	return colon == TEXT_NONE ? (struct text) { NULL, 0 }
				  : arena_text(arena, text_head(all, colon));
}

static struct text basic_account(const struct http_request *r, struct arena *arena)
{
	static const struct text scheme = TEXT("Basic ");
	static const struct text headers[] = { TEXT("Authorization"), TEXT("Proxy-Authorization") };
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		struct text value = http_find(&r->head, headers[i]);
		if (value.n > scheme.n && text_is_nocase(text_head(value, scheme.n), scheme))
			return decoded_account(text_trim(text_from(value, scheme.n)), arena);
	}
	return (struct text) { NULL, 0 };
}

/* The protocol whose account a field is, where its secret follows in clear; or an empty text. */
static struct text protocol_of(enum field_id id)
{
	switch (id) {
	case FIELD_FTP_USER:
		return TEXT("FTP");
	case FIELD_SMTP_USER:
		return TEXT("SMTP");
	case FIELD_IMAP_USER:
		return TEXT("IMAP");
	case FIELD_POP_USER:
		return TEXT("POP3");
	case FIELD_MQTT_USER:
		return TEXT("MQTT");
	default:
		return (struct text) { NULL, 0 };
	}
}

static void take(
    struct judge *j, void *state, const struct observation *o, const struct hit *hits, size_t n)
{
	struct text account, protocol = TEXT("HTTP");
	struct arena *arena = judge_arena(j);
	(void)state;
	(void)hits;
	(void)n;
	if (o->kind == OBSERVED_FIELD) {
		protocol = protocol_of(o->field.id);
		if (protocol.n == 0)
			return;
		account = text_head(text_trim(o->field.value), ACCOUNT_MOST);
	} else {
		account = basic_account(o->request, arena);
	}
	if (is_anyones(account) || address_is_loopback(&o->dst))
		return;
	struct event e = judge_event(o);
	e.hit = (struct hit) { .type = EVENT_IPORT,
		.trail = text_of_address_port(arena, &o->dst, o->dport),
		.info = JOIN(arena, protocol, TEXT(" credentials in clear text (context)")),
		.reference = TEXT("(heuristic)"),
		.observed = account,
		.suppressed = mark_addresses(judge_trails(j), arena, &o->src, &o->dst),
		.rule = heuristic_clear_credentials.name };
	judge_found(j, o, &e);
}

const struct heuristic heuristic_clear_credentials = {
	.name = "clear_credentials",
	.kinds = 1u << OBSERVED_FIELD | 1u << OBSERVED_HTTP_REQUEST,
	.take = take,
};
