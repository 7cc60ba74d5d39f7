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
