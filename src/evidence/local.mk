libtrailsift_a_SOURCES += \
	src/evidence/content.c \
	src/evidence/describe.c \
	src/evidence/evidence.c src/evidence/evidence.h \
	src/evidence/headers.c \
	src/evidence/inner.h \
	src/evidence/marks.c \
	src/evidence/places.c \
	src/evidence/save.c \
	src/evidence/saved.c src/evidence/saved.h \
	src/evidence/talks.c src/evidence/talks.h \
	src/evidence/tell.h \
	src/evidence/wanted.c src/evidence/wanted.h
EXTRA_DIST += src/layers.txt
