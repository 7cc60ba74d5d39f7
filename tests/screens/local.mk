SCREEN_TESTS = tests/screens/screens.sh tests/screens/terminal.sh tests/screens/damage.sh
TESTS += $(SCREEN_TESTS)
dist_check_SCRIPTS += $(SCREEN_TESTS)
EXTRA_DIST += tests/screens/screens.list tests/screens/expected tests/screens/close.py
