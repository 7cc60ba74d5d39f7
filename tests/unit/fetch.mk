# fuzz target of fetch/, whose program is not part of the library
check_PROGRAMS += tests/fuzz/fuzz-fetch
TESTS += tests/fuzz/fuzz-fetch
tests_fuzz_fuzz_fetch_SOURCES = tests/fuzz/fuzz-fetch.c $(FUZZ_MAIN) \
	src/fetch/inflate.c src/fetch/inflate.h src/fetch/job.c src/fetch/job.h
tests_fuzz_fuzz_fetch_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_fetch_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_fetch_LDADD = $(FUZZLIBS)
