TESTS += tests/screens/screens.sh
check_PROGRAMS += tests/screens/make-hostile
tests_screens_make_hostile_SOURCES = tests/screens/make-hostile.c
tests_screens_make_hostile_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_screens_make_hostile_LDADD = $(UNIT_LDADD)
EXTRA_DIST += tests/screens/screens.sh tests/screens/screens.list tests/screens/expected
