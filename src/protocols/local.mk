libtrailsift_a_SOURCES += \
	src/protocols/connection.c \
	src/protocols/conversation.c src/protocols/conversation.h \
	src/protocols/conversation_private.h \
	src/protocols/der.h \
	src/protocols/dhcp.c \
	src/protocols/dns.c src/protocols/dns.h \
	src/protocols/dns_data.c \
	src/protocols/dns_flow.c \
	src/protocols/dns_name.c \
	src/protocols/dns_private.h \
	src/protocols/dns_stream.c \
	src/protocols/dns_strict.c \
	src/protocols/dtls.c src/protocols/dtls.h \
	src/protocols/dtls_flow.c \
	src/protocols/fields.c src/protocols/fields.h \
	src/protocols/ftp.c \
	src/protocols/gather.c src/protocols/gather.h \
	src/protocols/http.c src/protocols/http.h \
	src/protocols/http_body.c src/protocols/http_body.h \
	src/protocols/http_flow.c \
	src/protocols/irc.c \
	src/protocols/lines.c src/protocols/lines.h \
	src/protocols/mailbox.c \
	src/protocols/http_inflate.c src/protocols/http_inflate.h \
	src/protocols/http_magic.c \
	src/protocols/kerberos.c \
	src/protocols/mqtt.c \
	src/protocols/http2.c src/protocols/http2.h \
	src/protocols/http2_flow.c \
	src/protocols/hpack.c src/protocols/hpack.h \
	src/protocols/observation.c src/protocols/observation.h \
	src/protocols/protocol.h \
	src/protocols/protocols.c \
	src/protocols/quic.c src/protocols/quic.h \
	src/protocols/quic_flow.c \
	src/protocols/rdp.c \
	src/protocols/rows.h \
	src/protocols/sip.c \
	src/protocols/smtp.c \
	src/protocols/socks.c \
	src/protocols/smb.c \
	src/protocols/smb_names.c src/protocols/smb_names.h \
	src/protocols/ssh.c src/protocols/ssh.h \
	src/protocols/ssh_flow.c \
	src/protocols/starttls.c src/protocols/starttls.h \
	src/protocols/starttls_binary.c \
	src/protocols/retransmission.c \
	src/protocols/streams.c \
	src/protocols/tls_fingerprint.c src/protocols/tls_fingerprint.h \
	src/protocols/tls_flow.c \
	src/protocols/tls_hello_v2.c \
	src/protocols/tls_hello.c src/protocols/tls_hello.h \
	src/protocols/tls_observe.c src/protocols/tls_observe.h \
	src/protocols/tls_records.c src/protocols/tls_records.h \
	src/protocols/x509.c src/protocols/x509.h \
	src/protocols/x509_name.c src/protocols/x509_name.h
