# units and fuzz targets of trails/
check_PROGRAMS += tests/unit/test-trails-key
TESTS += tests/unit/test-trails-key
tests_unit_test_trails_key_SOURCES = tests/unit/test-trails-key.c
tests_unit_test_trails_key_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_trails_key_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/test-trails-store
TESTS += tests/unit/test-trails-store
tests_unit_test_trails_store_SOURCES = tests/unit/test-trails-store.c \
	tests/unit/trail-files.c tests/unit/trail-files.h
tests_unit_test_trails_store_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_trails_store_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/test-trails-build
TESTS += tests/unit/test-trails-build
tests_unit_test_trails_build_SOURCES = tests/unit/test-trails-build.c \
	tests/unit/trail-files.c tests/unit/trail-files.h
tests_unit_test_trails_build_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_trails_build_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/fuzz/fuzz-trail-file tests/fuzz/fuzz-store
TESTS += tests/fuzz/fuzz-trail-file tests/fuzz/fuzz-store
tests_fuzz_fuzz_trail_file_SOURCES = tests/fuzz/fuzz-trail-file.c $(FUZZ_MAIN)
tests_fuzz_fuzz_trail_file_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_trail_file_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_trail_file_LDADD = $(FUZZLIBS)
tests_fuzz_fuzz_store_SOURCES = tests/fuzz/fuzz-store.c $(FUZZ_MAIN)
tests_fuzz_fuzz_store_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_store_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_store_LDADD = $(FUZZLIBS)

check_PROGRAMS += tests/unit/test-trails-all
TESTS += tests/unit/test-trails-all
tests_unit_test_trails_all_SOURCES = tests/unit/test-trails-all.c \
	tests/unit/trail-files.c tests/unit/trail-files.h
tests_unit_test_trails_all_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_trails_all_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/fuzz/fuzz-import-lines
TESTS += tests/fuzz/fuzz-import-lines
tests_fuzz_fuzz_import_lines_SOURCES = tests/fuzz/fuzz-import-lines.c $(FUZZ_MAIN)
tests_fuzz_fuzz_import_lines_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_import_lines_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_import_lines_LDADD = $(FUZZLIBS)

check_PROGRAMS += tests/unit/test-trails-lines
TESTS += tests/unit/test-trails-lines
tests_unit_test_trails_lines_SOURCES = tests/unit/test-trails-lines.c \
	tests/unit/trail-files.c tests/unit/trail-files.h
tests_unit_test_trails_lines_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_trails_lines_LDADD = $(UNIT_LDADD)
check_PROGRAMS += tests/unit/test-trails-json tests/fuzz/fuzz-trail-json
TESTS += tests/unit/test-trails-json tests/fuzz/fuzz-trail-json
tests_unit_test_trails_json_SOURCES = tests/unit/test-trails-json.c \
	tests/unit/trail-files.c tests/unit/trail-files.h
tests_unit_test_trails_json_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_trails_json_LDADD = $(UNIT_LDADD)
tests_fuzz_fuzz_trail_json_SOURCES = tests/fuzz/fuzz-trail-json.c $(FUZZ_MAIN)
tests_fuzz_fuzz_trail_json_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_trail_json_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_trail_json_LDADD = $(FUZZLIBS)
check_PROGRAMS += tests/unit/test-feeds
TESTS += tests/unit/test-feeds
tests_unit_test_feeds_SOURCES = tests/unit/test-feeds.c \
	tests/unit/trail-files.c tests/unit/trail-files.h
tests_unit_test_feeds_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_feeds_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/fuzz/fuzz-feed
TESTS += tests/fuzz/fuzz-feed
tests_fuzz_fuzz_feed_SOURCES = tests/fuzz/fuzz-feed.c $(FUZZ_MAIN)
tests_fuzz_fuzz_feed_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_feed_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_feed_LDADD = $(FUZZLIBS)
check_PROGRAMS += tests/unit/test-patterns
TESTS += tests/unit/test-patterns
tests_unit_test_patterns_SOURCES = tests/unit/test-patterns.c tests/unit/trail-files.c \
	tests/unit/trail-files.h
tests_unit_test_patterns_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_patterns_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/fuzz/fuzz-pattern
TESTS += tests/fuzz/fuzz-pattern
tests_fuzz_fuzz_pattern_SOURCES = tests/fuzz/fuzz-pattern.c $(FUZZ_MAIN)
tests_fuzz_fuzz_pattern_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_pattern_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_pattern_LDADD = $(FUZZLIBS)
