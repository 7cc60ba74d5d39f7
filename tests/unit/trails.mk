# units and fuzz targets of trails/
check_PROGRAMS += tests/unit/test-trails-key
TESTS += tests/unit/test-trails-key
tests_unit_test_trails_key_SOURCES = tests/unit/test-trails-key.c
tests_unit_test_trails_key_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_trails_key_LDADD = $(UNIT_LDADD)
