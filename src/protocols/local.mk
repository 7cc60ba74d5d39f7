libtrailsift_a_SOURCES += \
	src/protocols/connection.c \
	src/protocols/conversation.c src/protocols/conversation.h \
	src/protocols/conversation_private.h \
	src/protocols/der.h \
	src/protocols/dns.c src/protocols/dns.h \
	src/protocols/dns_flow.c \
	src/protocols/dtls.c src/protocols/dtls.h \
	src/protocols/dtls_flow.c \
	src/protocols/fields.c src/protocols/fields.h \
	src/protocols/ftp.c \
	src/protocols/gather.c src/protocols/gather.h \
	src/protocols/http.c src/protocols/http.h \
	src/protocols/http_flow.c \
	src/protocols/irc.c \
	src/protocols/lines.c src/protocols/lines.h \
	src/protocols/observation.c src/protocols/observation.h \
	src/protocols/protocol.h \
	src/protocols/protocols.c \
	src/protocols/quic.c src/protocols/quic.h \
	src/protocols/quic_flow.c \
	src/protocols/rows.h \
	src/protocols/sip.c \
	src/protocols/smtp.c \
	src/protocols/socks.c \
	src/protocols/streams.c \
	src/protocols/tls_fingerprint.c src/protocols/tls_fingerprint.h \
	src/protocols/tls_flow.c \
	src/protocols/tls_hello.c src/protocols/tls_hello.h \
	src/protocols/tls_records.c src/protocols/tls_records.h \
	src/protocols/x509.c src/protocols/x509.h \
	src/protocols/x509_name.c src/protocols/x509_name.h
