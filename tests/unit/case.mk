# units and fuzz targets of case/
check_PROGRAMS += tests/unit/test-threat tests/unit/test-event tests/unit/test-case
TESTS += tests/unit/test-threat tests/unit/test-event tests/unit/test-case
tests_unit_test_threat_SOURCES = tests/unit/test-threat.c
tests_unit_test_threat_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_threat_LDADD = $(UNIT_LDADD)
tests_unit_test_event_SOURCES = tests/unit/test-event.c
tests_unit_test_event_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_event_LDADD = $(UNIT_LDADD)
tests_unit_test_case_SOURCES = tests/unit/test-case.c
tests_unit_test_case_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_case_LDADD = $(UNIT_LDADD)
check_PROGRAMS += tests/unit/test-case-model
TESTS += tests/unit/test-case-model
tests_unit_test_case_model_SOURCES = tests/unit/test-case-model.c
tests_unit_test_case_model_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_case_model_LDADD = $(UNIT_LDADD)
