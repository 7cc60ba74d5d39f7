check_PROGRAMS += tests/unit/test-canvas tests/unit/test-request
TESTS += tests/unit/test-canvas tests/unit/test-request
tests_unit_test_canvas_SOURCES = tests/unit/test-canvas.c
tests_unit_test_canvas_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_canvas_LDADD = $(UNIT_LDADD)
tests_unit_test_request_SOURCES = tests/unit/test-request.c
tests_unit_test_request_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_request_LDADD = $(UNIT_LDADD)
