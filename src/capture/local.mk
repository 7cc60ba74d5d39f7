libtrailsift_a_SOURCES += \
	src/capture/block.c src/capture/block.h \
	src/capture/capture.c src/capture/capture.h \
	src/capture/frame.h \
	src/capture/hash_thread.c src/capture/hash_thread.h \
	src/capture/input.c src/capture/input.h \
	src/capture/known.c \
	src/capture/link.c \
	src/capture/merge.c src/capture/merge.h \
	src/capture/pace.c src/capture/pace.h \
	src/capture/pcap.c \
	src/capture/pcapng.c src/capture/pcapng.h \
	src/capture/reader.c src/capture/reader.h \
	src/capture/resync.c src/capture/resync.h \
	src/capture/source.c src/capture/source.h \
	src/capture/unpack.h \
	src/capture/walk.c src/capture/walk.h
