BROWSER_TESTS = tests/unit/test-charts
check_PROGRAMS += $(BROWSER_TESTS)
TESTS += $(BROWSER_TESTS)
tests_unit_test_charts_SOURCES = tests/unit/test-charts.c
tests_unit_test_charts_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_charts_LDADD = $(UNIT_LDADD)
