# units and fuzz targets of capture/
check_PROGRAMS += tests/unit/test-capture-pcap
TESTS += tests/unit/test-capture-pcap
tests_unit_test_capture_pcap_SOURCES = tests/unit/test-capture-pcap.c tests/unit/test-capture.h
tests_unit_test_capture_pcap_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_capture_pcap_LDADD = $(UNIT_LDADD)
check_PROGRAMS += tests/unit/test-capture-pcapng
TESTS += tests/unit/test-capture-pcapng
tests_unit_test_capture_pcapng_SOURCES = tests/unit/test-capture-pcapng.c tests/unit/test-capture.h
tests_unit_test_capture_pcapng_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_capture_pcapng_LDADD = $(UNIT_LDADD)
check_PROGRAMS += tests/unit/test-capture-run
TESTS += tests/unit/test-capture-run
tests_unit_test_capture_run_SOURCES = tests/unit/test-capture-run.c tests/unit/test-capture.h
tests_unit_test_capture_run_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_capture_run_LDADD = $(UNIT_LDADD)
