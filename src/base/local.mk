libtrailsift_a_SOURCES += \
	src/base/address.c src/base/address.h \
	src/base/aead.c src/base/aead.h \
	src/base/attributes.h \
	src/base/base64.c src/base/base64.h \
	src/base/buf.c src/base/buf.h \
	src/base/bytes.h \
	src/base/digest.c src/base/digest.h \
	src/base/escape.c src/base/escape.h \
	src/base/fault.c src/base/fault.h \
	src/base/hash.c src/base/hash.h \
	src/base/intern.c src/base/intern.h \
	src/base/limits.h \
	src/base/memory.c src/base/memory.h \
	src/base/outfile.c src/base/outfile.h \
	src/base/text.c src/base/text.h \
	src/base/time.c src/base/time.h \
	src/base/xxh128_wide.c src/base/xxh128_wide.h
