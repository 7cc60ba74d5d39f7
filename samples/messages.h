/* Messages that go into crafted packets: DNS, TLS, and random bytes that are always the same. */
#ifndef TS_SAMPLES_MESSAGES_H
#define TS_SAMPLES_MESSAGES_H

#include "base/address.h"
#include "base/text.h"

enum { MESSAGE_ROOM = 1400 };

struct message {
	size_t n;
	uint8_t at[MESSAGE_ROOM];
};

static inline struct text message_text(const struct message *m)
{
	return text_bytes(m->at, m->n);
}

/* A generator of reproducible numbers (splitmix64); any start value will do. */
uint64_t random_next(uint64_t *state);
void random_fill(uint64_t *state, uint8_t *out, size_t n);

enum dns_type { DNS_A = 1, DNS_PTR = 12, DNS_TXT = 16, DNS_AAAA = 28, DNS_HTTPS = 65 };

struct dns_exchange {
	uint16_t id;
	const char *name;
	enum dns_type type;
	const struct address *answers;
	size_t answer_count;
	bool missing; /* NXDOMAIN */
};

void message_dns_query(struct message *m, const struct dns_exchange *x);
void message_dns_response(struct message *m, const struct dns_exchange *x);

/* TLS 1.3 as browsers speak it: a ClientHello that names a server, and what a server says to it
 * (ServerHello, ChangeCipherSpec, an encrypted record). */
void message_client_hello(struct message *m, const char *server, uint64_t *random);
void message_server_hello(struct message *m, uint64_t *random);

/* One record of application data with n random bytes. */
void message_tls_data(struct message *m, size_t n, uint64_t *random);

#endif
