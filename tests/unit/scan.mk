# units and fuzz targets of scan/
check_PROGRAMS += tests/unit/test-save
TESTS += tests/unit/test-save
tests_unit_test_save_SOURCES = tests/unit/test-save.c
tests_unit_test_save_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_save_LDADD = $(UNIT_LDADD)
