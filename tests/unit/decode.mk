check_PROGRAMS += tests/unit/test-decode tests/unit/test-decode-link tests/unit/test-decode-tunnel \
	tests/unit/test-decode-fragments tests/unit/test-decode-plain tests/fuzz/fuzz-link
TESTS += tests/unit/test-decode tests/unit/test-decode-link tests/unit/test-decode-tunnel \
	tests/unit/test-decode-fragments tests/unit/test-decode-plain tests/fuzz/fuzz-link
decode_rows = tests/unit/decode-rows.c tests/unit/decode-rows.h tests/unit/hex.h
tests_unit_test_decode_SOURCES = tests/unit/test-decode.c $(decode_rows)
tests_unit_test_decode_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_decode_LDADD = $(UNIT_LDADD)
tests_unit_test_decode_link_SOURCES = tests/unit/test-decode-link.c $(decode_rows)
tests_unit_test_decode_link_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_decode_link_LDADD = $(UNIT_LDADD)
tests_unit_test_decode_tunnel_SOURCES = tests/unit/test-decode-tunnel.c $(decode_rows)
tests_unit_test_decode_tunnel_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_decode_tunnel_LDADD = $(UNIT_LDADD)
# What is told of tunnels.
check_PROGRAMS += tests/unit/test-tunnels
TESTS += tests/unit/test-tunnels
tests_unit_test_tunnels_SOURCES = tests/unit/test-tunnels.c tests/unit/decode-rows.h tests/unit/hex.h
tests_unit_test_tunnels_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_tunnels_LDADD = $(UNIT_LDADD)
tests_unit_test_decode_plain_SOURCES = tests/unit/test-decode-plain.c tests/unit/decode-rows.h tests/unit/hex.h
tests_unit_test_decode_plain_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_decode_plain_LDADD = $(UNIT_LDADD)
tests_unit_test_decode_fragments_SOURCES = tests/unit/test-decode-fragments.c tests/unit/hex.h
tests_unit_test_decode_fragments_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_decode_fragments_LDADD = $(UNIT_LDADD)
tests_fuzz_fuzz_link_SOURCES = tests/fuzz/fuzz-link.c $(FUZZ_MAIN)
tests_fuzz_fuzz_link_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_link_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_link_LDADD = $(FUZZLIBS)
