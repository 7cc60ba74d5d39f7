check_PROGRAMS += tests/unit/test-flows
TESTS += tests/unit/test-flows
tests_unit_test_flows_SOURCES = tests/unit/test-flows.c
tests_unit_test_flows_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_flows_LDADD = $(UNIT_LDADD)
