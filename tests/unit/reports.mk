REPORT_TESTS = tests/unit/test-reports tests/unit/test-reports-text tests/unit/test-reports-case \
	tests/unit/test-stream
check_PROGRAMS += $(REPORT_TESTS)
TESTS += $(REPORT_TESTS)
tests_unit_test_reports_SOURCES = tests/unit/test-reports.c tests/unit/reports-fake.c \
	tests/unit/reports-fake.h tests/unit/csv-read.c tests/unit/csv-read.h
tests_unit_test_reports_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_reports_LDADD = $(UNIT_LDADD)
tests_unit_test_reports_text_SOURCES = tests/unit/test-reports-text.c tests/unit/reports-fake.c \
	tests/unit/reports-fake.h
tests_unit_test_reports_text_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_reports_text_LDADD = $(UNIT_LDADD)
tests_unit_test_reports_case_SOURCES = tests/unit/test-reports-case.c tests/unit/csv-read.c \
	tests/unit/csv-read.h
tests_unit_test_reports_case_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_reports_case_LDADD = $(UNIT_LDADD)
tests_unit_test_stream_SOURCES = tests/unit/test-stream.c
tests_unit_test_stream_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_stream_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/fuzz/fuzz-reports
TESTS += tests/fuzz/fuzz-reports
tests_fuzz_fuzz_reports_SOURCES = tests/fuzz/fuzz-reports.c tests/unit/reports-fake.c $(FUZZ_MAIN)
tests_fuzz_fuzz_reports_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_reports_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_reports_LDADD = $(FUZZLIBS)
