libtrailsift_a_SOURCES += \
	src/decode/decode.c src/decode/decode.h \
	src/decode/ip.c \
	src/decode/layers.h \
	src/decode/link.c \
	src/decode/packet.h \
	src/decode/transport.c
