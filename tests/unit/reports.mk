check_PROGRAMS += tests/unit/test-reports tests/unit/test-reports-text
TESTS += tests/unit/test-reports tests/unit/test-reports-text
tests_unit_test_reports_SOURCES = tests/unit/test-reports.c tests/unit/reports-fake.c \
	tests/unit/reports-fake.h
tests_unit_test_reports_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_reports_LDADD = $(UNIT_LDADD)
tests_unit_test_reports_text_SOURCES = tests/unit/test-reports-text.c tests/unit/reports-fake.c \
	tests/unit/reports-fake.h
tests_unit_test_reports_text_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_reports_text_LDADD = $(UNIT_LDADD)
