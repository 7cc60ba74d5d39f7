/* Handshake messages as observations, whatever they came over. Private to protocols/. */
#ifndef TS_PROTOCOLS_TLS_OBSERVE_H
#define TS_PROTOCOLS_TLS_OBSERVE_H

#include "protocols/protocol.h"
#include "protocols/tls_records.h"

struct tls_heard {
	struct tls_message message;
	enum tls_transport over;
	struct beginning began;
};

/* True where something was observed: a hello, certificates. A message that is not the segment's own
 * (joined) is copied. *hello, where it is not NULL, is a ServerHello or NULL. */
bool tls_observe(const struct tls_heard *m, const struct segment *s, struct observations *out,
    const struct tls_server_hello **hello);

#endif
