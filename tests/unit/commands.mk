# units of commands/
check_PROGRAMS += tests/unit/test-privileges
TESTS += tests/unit/test-privileges
tests_unit_test_privileges_SOURCES = tests/unit/test-privileges.c src/commands/privileges.c src/commands/privileges.h
tests_unit_test_privileges_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_privileges_LDADD = $(UNIT_LDADD)
check_PROGRAMS += tests/unit/test-config
TESTS += tests/unit/test-config
tests_unit_test_config_SOURCES = tests/unit/test-config.c src/commands/config_file.c src/commands/feed_places.c \
	src/commands/lines.c src/commands/signals.c
tests_unit_test_config_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_config_LDADD = $(UNIT_LDADD)
