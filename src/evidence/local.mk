libtrailsift_a_SOURCES += \
	src/evidence/content.c \
	src/evidence/describe.c \
	src/evidence/evidence.c src/evidence/evidence.h \
	src/evidence/headers.c \
	src/evidence/inner.h \
	src/evidence/marks.c \
	src/evidence/places.c \
	src/evidence/tell.h
EXTRA_DIST += src/layers.txt
