libtrailsift_a_SOURCES += \
	src/protocols/connection.c \
	src/protocols/dns_flow.c \
	src/protocols/http_flow.c \
	src/protocols/observation.c src/protocols/observation.h \
	src/protocols/protocol.h \
	src/protocols/protocols.c \
	src/protocols/tls_flow.c
