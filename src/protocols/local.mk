libtrailsift_a_SOURCES += \
	src/protocols/dns.c src/protocols/dns.h \
	src/protocols/http.c src/protocols/http.h \
	src/protocols/observation.h \
	src/protocols/tls.c src/protocols/tls.h
