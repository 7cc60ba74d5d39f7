COMMAND_TESTS = tests/command/bad-input.sh tests/command/options.sh tests/command/samples.sh \
	tests/command/save.sh tests/command/trails.sh tests/command/trails-lines.sh tests/command/case.sh \
	tests/command/scan-options.sh tests/command/same-frames.sh tests/command/names.sh \
	tests/command/trails-json.sh tests/command/feeds.sh tests/command/triage.sh
TESTS += $(COMMAND_TESTS)
check_PROGRAMS += tests/command/replay-frames
tests_command_replay_frames_SOURCES = tests/command/replay-frames.c tests/unit/network.c tests/unit/network.h
tests_command_replay_frames_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_command_replay_frames_LDADD = $(UNIT_LDADD)
EXTRA_DIST += $(COMMAND_TESTS) tests/command/tap.sh tests/command/samples.list tests/command/feed-server.py
