# captures
check_PROGRAMS += tests/captures/frames
tests_captures_frames_SOURCES = tests/captures/frames.c
tests_captures_frames_LDADD = $(LIBS_ALL)
TESTS += tests/captures/agreement.sh
dist_check_SCRIPTS += tests/captures/agreement.sh
