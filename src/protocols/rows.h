/* Every protocol, one file each. Private to protocols/. */
#ifndef TS_PROTOCOLS_ROWS_H
#define TS_PROTOCOLS_ROWS_H

#include "protocols/protocol.h"

extern const struct protocol protocol_dns, protocol_quic, protocol_dtls;
extern const struct protocol protocol_http, protocol_tls;
extern const struct protocol protocol_smtp, protocol_ftp, protocol_irc, protocol_socks;
extern const struct protocol protocol_sip_udp, protocol_sip_tcp;
extern const struct protocol protocol_dns_stream;
extern const struct protocol protocol_dhcp, protocol_kerberos_datagrams;
extern const struct protocol protocol_smb, protocol_kerberos, protocol_mqtt, protocol_rdp;
extern const struct protocol protocol_http2, protocol_ssh;
extern const struct protocol protocol_imap, protocol_pop, protocol_xmpp;
extern const struct protocol protocol_ldap, protocol_postgres, protocol_mysql;

#endif
