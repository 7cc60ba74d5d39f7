libtrailsift_a_SOURCES += \
	src/decode/decode.c src/decode/decode.h \
	src/decode/fragments.c \
	src/decode/ip.c \
	src/decode/layers.h \
	src/decode/link_ether.c \
	src/decode/link_host.c \
	src/decode/link_juniper.c \
	src/decode/link_lan.c \
	src/decode/link_record.c \
	src/decode/link_serial.c \
	src/decode/link_wireless.c \
	src/decode/links.c \
	src/decode/packet.h \
	src/decode/plain.c \
	src/decode/transport.c \
	src/decode/tunnel.c \
	src/decode/tunnel_gre.c \
	src/decode/tunnels.c src/decode/tunnels.h
