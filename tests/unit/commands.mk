# units of commands/
check_PROGRAMS += tests/unit/test-privileges
TESTS += tests/unit/test-privileges
tests_unit_test_privileges_SOURCES = tests/unit/test-privileges.c src/commands/privileges.c src/commands/privileges.h
tests_unit_test_privileges_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_privileges_LDADD = $(UNIT_LDADD)
