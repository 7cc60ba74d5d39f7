/* What SSH says in clear: the identification, the first offer of algorithms. RFC 4253. */
#ifndef TS_PROTOCOLS_SSH_H
#define TS_PROTOCOLS_SSH_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/text.h"

enum { SSH_KEXINIT = 20 };

/* Lists of names with commas between them, by direction where there are two. RFC 4253 7.1. */
enum ssh_direction { SSH_TO_SERVER, SSH_TO_CLIENT };

struct ssh_kexinit {
	struct text kex, host_key;
	struct text encryption[2], mac[2], compression[2];
};

/* The payload of a packet, from its message number. The texts are in it. False where it is no KEXINIT with all
 * its lists. */
bool ssh_parse_kexinit(struct bytes payload, struct ssh_kexinit *out);

/* HASSH of who sends in that direction: of the client to the server. False where MD5 is refused. */
bool ssh_hassh(const struct ssh_kexinit *k, enum ssh_direction direction, char out[DIGEST_TEXT]);

#endif
