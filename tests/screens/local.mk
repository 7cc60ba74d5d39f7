TESTS += tests/screens/screens.sh
check_PROGRAMS += tests/screens/make-hostile
tests_screens_make_hostile_SOURCES = tests/screens/make-hostile.c
tests_screens_make_hostile_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_screens_make_hostile_LDADD = $(UNIT_LDADD)
EXTRA_DIST += tests/screens/screens.sh tests/screens/screens.list tests/screens/make-mmdb.py tests/screens/expected
# The real program in a terminal, and cases that lie.
TESTS += tests/screens/terminal.sh tests/screens/damage.sh
dist_check_SCRIPTS += tests/screens/terminal.sh tests/screens/damage.sh
EXTRA_DIST += tests/screens/close.py tests/screens/damage.py
