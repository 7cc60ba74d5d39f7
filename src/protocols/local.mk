libtrailsift_a_SOURCES += \
	src/protocols/connection.c \
	src/protocols/dns.c src/protocols/dns.h \
	src/protocols/dns_flow.c \
	src/protocols/http.c src/protocols/http.h \
	src/protocols/http_flow.c \
	src/protocols/observation.c src/protocols/observation.h \
	src/protocols/protocol.h \
	src/protocols/protocols.c \
	src/protocols/tls.c src/protocols/tls.h \
	src/protocols/tls_flow.c
