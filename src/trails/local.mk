libtrailsift_a_SOURCES += \
	src/trails/build.h \
	src/trails/builder.c src/trails/builder.h \
	src/trails/claims.c \
	src/trails/find.c \
	src/trails/format.h \
	src/trails/formats.c \
	src/trails/grammar.c src/trails/grammar.h \
	src/trails/idna.c src/trails/idna.h \
	src/trails/image.c \
	src/trails/import.c src/trails/import.h \
	src/trails/import_list.c \
	src/trails/import_private.h \
	src/trails/import_rows.c \
	src/trails/index.c src/trails/index.h \
	src/trails/key.c src/trails/key.h \
	src/trails/lines.c src/trails/lines.h \
	src/trails/literals.c src/trails/literals.h \
	src/trails/patterns.c src/trails/patterns.h \
	src/trails/ranges.c src/trails/ranges.h \
	src/trails/reader.h \
	src/trails/sources.c src/trails/sources.h \
	src/trails/store.c src/trails/store.h \
	src/trails/trails.c src/trails/trails.h \
	src/trails/trees.c
