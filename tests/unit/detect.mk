# Units of detect/. The trails are a table of the test's own.
check_PROGRAMS += tests/unit/test-match tests/unit/test-judge
TESTS += tests/unit/test-match tests/unit/test-judge
tests_unit_test_match_SOURCES = tests/unit/test-match.c tests/unit/few-trails.c tests/unit/few-trails.h
tests_unit_test_match_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_match_LDADD = $(UNIT_LDADD)
tests_unit_test_judge_SOURCES = tests/unit/test-judge.c tests/unit/few-trails.c tests/unit/few-trails.h
tests_unit_test_judge_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_judge_LDADD = $(UNIT_LDADD)
