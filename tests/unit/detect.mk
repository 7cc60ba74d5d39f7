# Units of detect/. Their trails are a table of their own.
DETECTION_TESTS = tests/unit/detection.c tests/unit/detection.h tests/unit/few-trails.c \
	tests/unit/few-trails.h
check_PROGRAMS += tests/unit/test-match tests/unit/test-match-http tests/unit/test-match-told \
	tests/unit/test-judge tests/unit/test-heuristics tests/unit/test-scans \
	tests/unit/test-dns-heuristics tests/unit/test-requests tests/unit/test-ignored
TESTS += tests/unit/test-match tests/unit/test-match-http tests/unit/test-match-told \
	tests/unit/test-judge tests/unit/test-heuristics tests/unit/test-scans \
	tests/unit/test-dns-heuristics tests/unit/test-requests tests/unit/test-ignored
tests_unit_test_ignored_SOURCES = tests/unit/test-ignored.c $(DETECTION_TESTS)
tests_unit_test_ignored_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_ignored_LDADD = $(UNIT_LDADD)
tests_unit_test_match_SOURCES = tests/unit/test-match.c $(DETECTION_TESTS)
tests_unit_test_match_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_match_LDADD = $(UNIT_LDADD)
tests_unit_test_match_http_SOURCES = tests/unit/test-match-http.c $(DETECTION_TESTS)
tests_unit_test_match_http_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_match_http_LDADD = $(UNIT_LDADD)
tests_unit_test_match_told_SOURCES = tests/unit/test-match-told.c $(DETECTION_TESTS)
tests_unit_test_match_told_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_match_told_LDADD = $(UNIT_LDADD)
tests_unit_test_judge_SOURCES = tests/unit/test-judge.c $(DETECTION_TESTS)
tests_unit_test_judge_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_judge_LDADD = $(UNIT_LDADD)
tests_unit_test_heuristics_SOURCES = tests/unit/test-heuristics.c $(DETECTION_TESTS)
tests_unit_test_heuristics_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_heuristics_LDADD = $(UNIT_LDADD)
tests_unit_test_scans_SOURCES = tests/unit/test-scans.c $(DETECTION_TESTS)
tests_unit_test_scans_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_scans_LDADD = $(UNIT_LDADD)
tests_unit_test_dns_heuristics_SOURCES = tests/unit/test-dns-heuristics.c $(DETECTION_TESTS)
tests_unit_test_dns_heuristics_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_dns_heuristics_LDADD = $(UNIT_LDADD)
tests_unit_test_requests_SOURCES = tests/unit/test-requests.c $(DETECTION_TESTS)
tests_unit_test_requests_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_requests_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/fuzz/fuzz-detection
TESTS += tests/fuzz/fuzz-detection
tests_fuzz_fuzz_detection_SOURCES = tests/fuzz/fuzz-detection.c tests/unit/few-trails.c \
	tests/unit/few-trails.h $(FUZZ_MAIN)
tests_fuzz_fuzz_detection_CPPFLAGS = $(FUZZ_CPPFLAGS) -I$(srcdir)/tests/unit
tests_fuzz_fuzz_detection_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_detection_LDADD = $(FUZZLIBS)

check_PROGRAMS += tests/unit/test-beacon
TESTS += tests/unit/test-beacon
tests_unit_test_beacon_SOURCES = tests/unit/test-beacon.c $(DETECTION_TESTS)
tests_unit_test_beacon_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_beacon_LDADD = $(UNIT_LDADD)

# Requests and responses through the heuristics.
check_PROGRAMS += tests/fuzz/fuzz-requests
TESTS += tests/fuzz/fuzz-requests
tests_fuzz_fuzz_requests_SOURCES = tests/fuzz/fuzz-requests.c tests/unit/few-trails.c \
	tests/unit/few-trails.h $(FUZZ_MAIN)
tests_fuzz_fuzz_requests_CPPFLAGS = $(FUZZ_CPPFLAGS) -I$(srcdir)/tests/unit
tests_fuzz_fuzz_requests_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_requests_LDADD = $(FUZZLIBS)

check_PROGRAMS += tests/unit/test-contacts
TESTS += tests/unit/test-contacts
tests_unit_test_contacts_SOURCES = tests/unit/test-contacts.c $(DETECTION_TESTS)
tests_unit_test_contacts_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_contacts_LDADD = $(UNIT_LDADD)
check_PROGRAMS += tests/unit/test-tables
TESTS += tests/unit/test-tables
tests_unit_test_tables_SOURCES = tests/unit/test-tables.c
tests_unit_test_tables_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_tables_LDADD = $(UNIT_LDADD)
