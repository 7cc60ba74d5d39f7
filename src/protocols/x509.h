/* X.509 certificates and the chains that TLS servers send. RFC 5280, 4514; X.690 (DER); RFC 5246
 * 7.4.2. */
#ifndef TS_PROTOCOLS_X509_H
#define TS_PROTOCOLS_X509_H

#include "base/bytes.h"
#include "base/memory.h"

enum {
	X509_CHAIN_MOST = 64, /* certificates of one message that are read */
	X509_NAMES_MOST = 4096,
};

enum x509_name_kind { X509_DNS, X509_EMAIL, X509_URI, X509_IP };

/* One of subjectAltName: as sent; an address as text. */
struct x509_alternative {
	enum x509_name_kind kind;
	struct text text;
};

/* What stands in one of the two names; UTF-8, empty where it is not there. */
struct x509_name {
	struct text text; /* RFC 4514, the last first: "CN=a,O=b\, c,C=DE" */
	struct text common_name, organization;
};

/* The digests are those of the DER bytes, and are there whatever these hold. */
struct x509_certificate {
	struct text der; /* borrowed */
	struct text sha1, sha256;
	bool parsed;        /* what follows is known */
	struct text serial; /* hexadecimal, lower case, without the leading zero byte of a sign */
	struct x509_name subject, issuer;
	struct text not_before,
	    not_after; /* RFC 3339, "9999-12-31T23:59:59Z"; empty where no time */
	const struct x509_alternative *names;
	size_t name_count;
};

struct x509_chain {
	const struct x509_certificate *list; /* in the order sent: the server's own is the first */
	size_t count;
	bool whole; /* nothing of the list is missing, malformed or past X509_CHAIN_MOST */
};

/* Reads one certificate; false where no more than its digests could be told. All memory is of the
 * arena or borrowed. */
bool x509_parse(struct bytes der, struct arena *arena, struct x509_certificate *out);

/* The body of a Certificate message of TLS 1.2 and before. False where not one certificate is whole. */
bool x509_parse_chain(struct bytes body, struct arena *arena, struct x509_chain *out);

#endif
