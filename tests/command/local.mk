COMMAND_TESTS = tests/command/bad-input.sh tests/command/options.sh tests/command/samples.sh \
	tests/command/save.sh tests/command/trails.sh tests/command/trails-lines.sh tests/command/case.sh \
	tests/command/scan-options.sh tests/command/same-frames.sh tests/command/names.sh \
	tests/command/trails-json.sh tests/command/feeds.sh tests/command/triage.sh
# One line each, so that nobody's gets lost among the others'.
COMMAND_TESTS =
COMMAND_TESTS += tests/command/bad-input.sh
COMMAND_TESTS += tests/command/options.sh
COMMAND_TESTS += tests/command/samples.sh
COMMAND_TESTS += tests/command/save.sh
COMMAND_TESTS += tests/command/trails.sh
COMMAND_TESTS += tests/command/trails-lines.sh
COMMAND_TESTS += tests/command/trails-json.sh
COMMAND_TESTS += tests/command/trails-kept.sh
COMMAND_TESTS += tests/command/feeds.sh
COMMAND_TESTS += tests/command/case.sh
COMMAND_TESTS += tests/command/scan-options.sh
COMMAND_TESTS += tests/command/same-frames.sh
COMMAND_TESTS += tests/command/names.sh
COMMAND_TESTS += tests/command/live-veth.sh
TESTS += $(COMMAND_TESTS)
check_PROGRAMS += tests/command/replay-frames
tests_command_replay_frames_SOURCES = tests/command/replay-frames.c tests/unit/network.c tests/unit/network.h
tests_command_replay_frames_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_command_replay_frames_LDADD = $(UNIT_LDADD)
EXTRA_DIST += $(COMMAND_TESTS) tests/command/tap.sh tests/command/samples.list tests/command/feed-server.py
