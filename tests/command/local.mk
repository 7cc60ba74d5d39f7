COMMAND_TESTS = tests/command/bad-input.sh tests/command/options.sh tests/command/samples.sh \
	tests/command/save.sh tests/command/trails.sh tests/command/case.sh tests/command/scan-options.sh
TESTS += $(COMMAND_TESTS)
EXTRA_DIST += $(COMMAND_TESTS) tests/command/tap.sh tests/command/samples.list
