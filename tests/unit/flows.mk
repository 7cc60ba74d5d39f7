check_PROGRAMS += tests/unit/test-flows
TESTS += tests/unit/test-flows
tests_unit_test_flows_SOURCES = tests/unit/test-flows.c
tests_unit_test_flows_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_flows_LDADD = $(UNIT_LDADD)
# One side of a connection in order.
check_PROGRAMS += tests/unit/test-reassembly
TESTS += tests/unit/test-reassembly
tests_unit_test_reassembly_SOURCES = tests/unit/test-reassembly.c
tests_unit_test_reassembly_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_reassembly_LDADD = $(UNIT_LDADD)
