if FETCH
bin_PROGRAMS += trailsift-fetch
dist_man_MANS += man/trailsift-fetch.1
else
EXTRA_DIST += man/trailsift-fetch.1
endif
trailsift_fetch_SOURCES = \
	src/fetch/download.c src/fetch/download.h \
	src/fetch/inflate.c src/fetch/inflate.h \
	src/fetch/job.c src/fetch/job.h \
	src/fetch/main.c \
	src/fetch/transfer.c src/fetch/transfer.h
trailsift_fetch_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
trailsift_fetch_LDADD = libtrailsift.a $(ZLIB_LIBS) $(CRYPTO_LIBS) $(CURL_LIBS)
