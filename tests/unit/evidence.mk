# units and fuzz targets of evidence/
check_PROGRAMS += tests/unit/test-describe
TESTS += tests/unit/test-describe
tests_unit_test_describe_SOURCES = tests/unit/test-describe.c tests/unit/hex.h
tests_unit_test_describe_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_describe_LDADD = $(UNIT_LDADD)
check_PROGRAMS += tests/unit/test-again
TESTS += tests/unit/test-again
tests_unit_test_again_SOURCES = tests/unit/test-again.c
tests_unit_test_again_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_again_LDADD = $(UNIT_LDADD)
check_PROGRAMS += tests/fuzz/fuzz-describe
TESTS += tests/fuzz/fuzz-describe
tests_fuzz_fuzz_describe_SOURCES = tests/fuzz/fuzz-describe.c $(FUZZ_MAIN)
tests_fuzz_fuzz_describe_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_describe_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_describe_LDADD = $(FUZZLIBS)
