libtrailsift_a_SOURCES += \
	src/capture/again.c src/capture/again.h \
	src/capture/ahead.c src/capture/ahead.h \
	src/capture/block.c src/capture/block.h \
	src/capture/capture.c src/capture/capture.h \
	src/capture/filter.c src/capture/filter.h \
	src/capture/damage.c src/capture/damage.h \
	src/capture/erf.c \
	src/capture/frame.h \
	src/capture/gunzip.c src/capture/gunzip.h \
	src/capture/hash_thread.c src/capture/hash_thread.h \
	src/capture/held.c src/capture/held.h \
	src/capture/input.c src/capture/input.h \
	src/capture/known.c \
	src/capture/link.c src/capture/link.h \
	src/capture/members.c src/capture/members.h \
	src/capture/live.c src/capture/live.h \
	src/capture/live_interface.c src/capture/live_interface.h \
	src/capture/merge.c src/capture/merge.h \
	src/capture/netmon.c \
	src/capture/pace.c src/capture/pace.h \
	src/capture/packed.c src/capture/packed.h \
	src/capture/pcap.c \
	src/capture/pcapng.c src/capture/pcapng.h \
	src/capture/pcapng_write.c src/capture/pcapng_write.h \
	src/capture/reader.c src/capture/reader.h \
	src/capture/same.c src/capture/same.h \
	src/capture/snoop.c \
	src/capture/resync.c src/capture/resync.h \
	src/capture/source.c src/capture/source.h \
	src/capture/unpack.c src/capture/unpack.h \
	src/capture/unpack_format.h \
	src/capture/unpack_kind.c \
	src/capture/unpack_level.c src/capture/unpack_level.h \
	src/capture/unpack_phrase.c src/capture/unpack_phrase.h \
	src/capture/walk.c src/capture/walk.h
