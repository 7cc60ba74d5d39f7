/* Whose payload it is. */
#include <config.h>

#include "protocols/conversation_private.h"
#include "protocols/rows.h"

static const struct protocol *const datagrams[] = {
	&protocol_dns,
	&protocol_quic,
	&protocol_dtls,
	&protocol_sip_udp,
	&protocol_dhcp,
	&protocol_kerberos_datagrams,
};

static const struct protocol *const streams[] = {
	&protocol_http2,
	&protocol_ssh,
	&protocol_http,
	&protocol_tls,
	&protocol_smtp,
	&protocol_ftp,
	&protocol_irc,
	&protocol_sip_tcp,
	&protocol_socks,
	&protocol_smb,
	&protocol_kerberos,
	&protocol_mqtt,
	&protocol_rdp,
	&protocol_imap,
	&protocol_pop,
	&protocol_xmpp,
	&protocol_ldap,
	&protocol_postgres,
	&protocol_mysql,
	/* Its first bytes are a length: the others are asked first. */
	&protocol_dns_stream,
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

const struct protocol *protocols_claim(const struct opening *o, bool *maybe)
{
	*maybe = false;
	for (size_t i = 0; i < COUNT(streams); i++) {
		enum claim claim = streams[i]->claims(o);
		*maybe = claim == CLAIM_MAYBE;
		if (claim != CLAIM_NO)
			return *maybe ? NULL : streams[i];
	}
	return NULL;
}

void protocols_feed(const struct segment *s, struct observations *out)
{
	if (protocols_pass_over(s->flow, s->packet))
		return;
	if (s->packet->tuple.proto == IP_TCP) {
		size_t before = out->count;
		streams_feed(s, out);
		if (s->packet->payload_size > 0)
			retransmission_note(s, before, out);
		return;
	}
	if ((s->packet->tuple.proto != IP_UDP && s->packet->tuple.proto != IP_UDPLITE) ||
	    s->packet->payload_size == 0)
		return;
	for (size_t i = 0; i < COUNT(datagrams); i++)
		if (datagrams[i]->feed(datagrams[i], s, out))
			break;
	if (s->flow->conversation)
		conversation_count(s->talks, s->flow->conversation);
}

void protocols_end(const struct segment *s, struct observations *out)
{
	if (s->flow->key.proto == IP_TCP)
		streams_end(s, out);
	else
		conversation_free(s->talks, s->flow->conversation);
}
