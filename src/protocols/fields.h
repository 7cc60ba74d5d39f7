/*
 * What protocols that carry names people search for say: one row a field. The manual's table is the same: the
 * name it has here, and the field of tshark that it equals.
 */
#ifndef TS_PROTOCOLS_FIELDS_H
#define TS_PROTOCOLS_FIELDS_H

#include "base/text.h"

/* What a value is, so what it may be met with. */
enum field_class {
	FIELD_HOST,  /* a host name or an address as text */
	FIELD_EMAIL, /* an address of mail, without angle brackets */
	FIELD_URL,
	FIELD_ACCOUNT,     /* a user, a client, a principal */
	FIELD_FILE,        /* a file, a share, a path */
	FIELD_SOFTWARE,    /* what a peer says it runs */
	FIELD_FINGERPRINT, /* hexadecimal digits */
	FIELD_SUBJECT,     /* what a message is about: a subject, a channel, a topic */
};

/* id, name, class, tshark's field */
/* clang-format off */
#define FIELDS(x) \
	x(SMTP_HELO, "smtp.helo", HOST, "smtp.req.parameter (of HELO, EHLO)") \
	x(SMTP_FROM, "smtp.from", EMAIL, "smtp.req.parameter (of MAIL)") \
	x(SMTP_TO, "smtp.to", EMAIL, "smtp.req.parameter (of RCPT)") \
	x(SMTP_SUBJECT, "smtp.subject", SUBJECT, "imf.subject") \
	x(SMTP_USER, "smtp.user", ACCOUNT, "smtp.auth.username (of AUTH PLAIN, LOGIN)") \
	x(FTP_USER, "ftp.user", ACCOUNT, "ftp.request.arg (of USER)") \
	x(FTP_FILE, "ftp.file", FILE, "ftp.request.arg (of RETR, STOR, APPE)") \
	x(IMAP_USER, "imap.user", ACCOUNT, "imap.request.username (of LOGIN; AUTHENTICATE too)") \
	x(POP_USER, "pop.user", ACCOUNT, "pop.request.parameter (of USER; AUTH too)") \
	x(SOCKS_HOST, "socks.host", HOST, "socks.remote_name, socks.v4a_dns_name, socks.dst, socks.dstV6") \
	x(SSH_SOFTWARE, "ssh.software", SOFTWARE, "ssh.protocol") \
	x(SSH_HASSH, "ssh.hassh", FINGERPRINT, "ssh.kex.hassh") \
	x(SSH_HASSH_SERVER, "ssh.hassh-server", FINGERPRINT, "ssh.kex.hasshserver") \
	x(RDP_COOKIE, "rdp.cookie", ACCOUNT, "rdp.rt_cookie") \
	x(DHCP_HOST, "dhcp.host", HOST, "dhcp.option.hostname, dhcp.fqdn.name") \
	x(SMB_TREE, "smb.tree", FILE, "smb2.tree, smb.path (of requests)") \
	x(SMB_FILE, "smb.file", FILE, "smb2.filename, smb.file (of requests that open)") \
	x(KERBEROS_REALM, "kerberos.realm", HOST, "kerberos.realm, kerberos.crealm") \
	x(KERBEROS_CLIENT, "kerberos.client", ACCOUNT, "kerberos.CNameString (joined by /)") \
	x(KERBEROS_SERVICE, "kerberos.service", ACCOUNT, "kerberos.SNameString (joined by /)") \
	x(IRC_SERVER, "irc.server", HOST, "irc.response.prefix (of a server)") \
	x(IRC_NICK, "irc.nick", ACCOUNT, "irc.request.command_parameter (of NICK)") \
	x(IRC_CHANNEL, "irc.channel", SUBJECT, "irc.request.command_parameter (of JOIN, split at commas)") \
	x(MQTT_CLIENT, "mqtt.client", ACCOUNT, "mqtt.clientid") \
	x(MQTT_USER, "mqtt.user", ACCOUNT, "mqtt.username") \
	x(MQTT_TOPIC, "mqtt.topic", SUBJECT, "mqtt.topic") \
	x(SIP_TARGET, "sip.target", EMAIL, "sip.r-uri (user and host)") \
	x(SIP_FROM, "sip.from", EMAIL, "sip.from.addr (user and host)") \
	x(SIP_TO, "sip.to", EMAIL, "sip.to.addr (user and host)") \
	x(SIP_AGENT, "sip.agent", SOFTWARE, "sip.User-Agent, sip.Server")
/* clang-format on */

#define FIELD_ENUM(id, name, class, tshark) FIELD_##id,
enum field_id { FIELDS(FIELD_ENUM) FIELD_COUNT };
#undef FIELD_ENUM

/* One value. Its bytes are as sent: they may be anything. */
struct field {
	enum field_id id;
	struct text value; /* not empty */
};

const char *field_name(enum field_id id);
enum field_class field_class(enum field_id id);

#endif
