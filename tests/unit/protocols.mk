check_PROGRAMS += tests/unit/test-dns tests/unit/test-http tests/unit/test-tls
TESTS += tests/unit/test-dns tests/unit/test-http tests/unit/test-tls
tests_unit_test_dns_SOURCES = tests/unit/test-dns.c tests/unit/hex.h
tests_unit_test_dns_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_dns_LDADD = $(UNIT_LDADD)
tests_unit_test_http_SOURCES = tests/unit/test-http.c
tests_unit_test_http_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_http_LDADD = $(UNIT_LDADD)
tests_unit_test_tls_SOURCES = tests/unit/test-tls.c tests/unit/hex.h
tests_unit_test_tls_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_tls_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/fuzz/fuzz-dns tests/fuzz/fuzz-http tests/fuzz/fuzz-tls
TESTS += tests/fuzz/fuzz-dns tests/fuzz/fuzz-http tests/fuzz/fuzz-tls
tests_fuzz_fuzz_dns_SOURCES = tests/fuzz/fuzz-dns.c $(FUZZ_MAIN)
tests_fuzz_fuzz_dns_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_dns_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_dns_LDADD = $(FUZZLIBS)
tests_fuzz_fuzz_http_SOURCES = tests/fuzz/fuzz-http.c $(FUZZ_MAIN)
tests_fuzz_fuzz_http_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_http_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_http_LDADD = $(FUZZLIBS)
tests_fuzz_fuzz_tls_SOURCES = tests/fuzz/fuzz-tls.c $(FUZZ_MAIN)
tests_fuzz_fuzz_tls_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_tls_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_tls_LDADD = $(FUZZLIBS)

check_PROGRAMS += tests/unit/test-quic tests/unit/test-x509 tests/unit/test-tls-fingerprint
TESTS += tests/unit/test-quic tests/unit/test-x509 tests/unit/test-tls-fingerprint
tests_unit_test_quic_SOURCES = tests/unit/test-quic.c tests/unit/hex.h tests/unit/quic-vectors.h
tests_unit_test_quic_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_quic_LDADD = $(UNIT_LDADD)
tests_unit_test_x509_SOURCES = tests/unit/test-x509.c tests/unit/hex.h tests/unit/certificates.h
tests_unit_test_x509_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_x509_LDADD = $(UNIT_LDADD)
tests_unit_test_tls_fingerprint_SOURCES = tests/unit/test-tls-fingerprint.c
tests_unit_test_tls_fingerprint_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_tls_fingerprint_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/fuzz/fuzz-quic tests/fuzz/fuzz-x509
TESTS += tests/fuzz/fuzz-quic tests/fuzz/fuzz-x509
tests_fuzz_fuzz_quic_SOURCES = tests/fuzz/fuzz-quic.c $(FUZZ_MAIN)
tests_fuzz_fuzz_quic_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_quic_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_quic_LDADD = $(FUZZLIBS)
tests_fuzz_fuzz_x509_SOURCES = tests/fuzz/fuzz-x509.c $(FUZZ_MAIN)
tests_fuzz_fuzz_x509_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_x509_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_x509_LDADD = $(FUZZLIBS)

check_PROGRAMS += tests/unit/test-hello-flows
TESTS += tests/unit/test-hello-flows
tests_unit_test_hello_flows_SOURCES = tests/unit/test-hello-flows.c tests/unit/hex.h tests/unit/quic-vectors.h
tests_unit_test_hello_flows_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_hello_flows_LDADD = $(UNIT_LDADD)
# Streams, through the harness of talk.h.
TALK = tests/unit/talk.c tests/unit/talk.h tests/unit/shown.c tests/unit/shown.h tests/unit/hex.h
check_PROGRAMS += tests/unit/test-streams
TESTS += tests/unit/test-streams
tests_unit_test_streams_SOURCES = tests/unit/test-streams.c $(TALK)
tests_unit_test_streams_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_streams_LDADD = $(UNIT_LDADD)
# Small binary protocols.
check_PROGRAMS += tests/unit/test-binary tests/fuzz/fuzz-binary
TESTS += tests/unit/test-binary tests/fuzz/fuzz-binary
tests_unit_test_binary_SOURCES = tests/unit/test-binary.c $(TALK)
tests_unit_test_binary_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_binary_LDADD = $(UNIT_LDADD)
tests_fuzz_fuzz_binary_SOURCES = tests/fuzz/fuzz-binary.c $(FUZZ_MAIN)
tests_fuzz_fuzz_binary_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_binary_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_binary_LDADD = $(FUZZLIBS)

check_PROGRAMS += tests/unit/test-hpack tests/unit/test-http2
TESTS += tests/unit/test-hpack tests/unit/test-http2
tests_unit_test_hpack_SOURCES = tests/unit/test-hpack.c tests/unit/hex.h
tests_unit_test_hpack_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_hpack_LDADD = $(UNIT_LDADD)
tests_unit_test_http2_SOURCES = tests/unit/test-http2.c $(TALK)
tests_unit_test_http2_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_http2_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/fuzz/fuzz-hpack tests/fuzz/fuzz-http2
TESTS += tests/fuzz/fuzz-hpack tests/fuzz/fuzz-http2
tests_fuzz_fuzz_hpack_SOURCES = tests/fuzz/fuzz-hpack.c $(FUZZ_MAIN)
tests_fuzz_fuzz_hpack_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_hpack_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_hpack_LDADD = $(FUZZLIBS)
tests_fuzz_fuzz_http2_SOURCES = tests/fuzz/fuzz-http2.c $(TALK) tests/unit/check.c $(FUZZ_MAIN)
tests_fuzz_fuzz_http2_CPPFLAGS = $(FUZZ_CPPFLAGS) -I$(srcdir)/tests/unit
tests_fuzz_fuzz_http2_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_http2_LDADD = $(FUZZLIBS)

check_PROGRAMS += tests/unit/test-ssh tests/fuzz/fuzz-ssh
TESTS += tests/unit/test-ssh tests/fuzz/fuzz-ssh
tests_unit_test_ssh_SOURCES = tests/unit/test-ssh.c $(TALK)
tests_unit_test_ssh_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_ssh_LDADD = $(UNIT_LDADD)
tests_fuzz_fuzz_ssh_SOURCES = tests/fuzz/fuzz-ssh.c $(TALK) tests/unit/check.c $(FUZZ_MAIN)
tests_fuzz_fuzz_ssh_CPPFLAGS = $(FUZZ_CPPFLAGS) -I$(srcdir)/tests/unit
tests_fuzz_fuzz_ssh_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_ssh_LDADD = $(FUZZLIBS)
check_PROGRAMS += tests/unit/test-starttls
TESTS += tests/unit/test-starttls
tests_unit_test_starttls_SOURCES = tests/unit/test-starttls.c $(TALK)
tests_unit_test_starttls_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_starttls_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/test-tls-flow
TESTS += tests/unit/test-tls-flow
tests_unit_test_tls_flow_SOURCES = tests/unit/test-tls-flow.c tests/unit/certificates.h $(TALK)
tests_unit_test_tls_flow_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_tls_flow_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/fuzz/fuzz-talk
TESTS += tests/fuzz/fuzz-talk
tests_fuzz_fuzz_talk_SOURCES = tests/fuzz/fuzz-talk.c $(FUZZ_MAIN)
tests_fuzz_fuzz_talk_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_talk_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_talk_LDADD = $(FUZZLIBS)
# Segments of any flags and sequence numbers.
CONNECTION = tests/unit/connection.c tests/unit/connection.h
check_PROGRAMS += tests/fuzz/fuzz-streams
TESTS += tests/fuzz/fuzz-streams
tests_fuzz_fuzz_streams_SOURCES = tests/fuzz/fuzz-streams.c $(CONNECTION) $(FUZZ_MAIN)
tests_fuzz_fuzz_streams_CPPFLAGS = $(FUZZ_CPPFLAGS) -I$(srcdir)/tests/unit
tests_fuzz_fuzz_streams_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_streams_LDADD = $(FUZZLIBS)
check_PROGRAMS += tests/unit/test-conversations
TESTS += tests/unit/test-conversations
tests_unit_test_conversations_SOURCES = tests/unit/test-conversations.c $(CONNECTION) tests/unit/shown.c \
	tests/unit/shown.h tests/unit/hex.h
tests_unit_test_conversations_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_conversations_LDADD = $(UNIT_LDADD)

# SMTP, FTP, IRC, SOCKS, SIP.
check_PROGRAMS += tests/unit/test-lines tests/fuzz/fuzz-lines
TESTS += tests/unit/test-lines tests/fuzz/fuzz-lines
tests_unit_test_lines_SOURCES = tests/unit/test-lines.c $(TALK)
tests_unit_test_lines_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_lines_LDADD = $(UNIT_LDADD)
tests_fuzz_fuzz_lines_SOURCES = tests/fuzz/fuzz-lines.c $(TALK) tests/unit/check.c $(FUZZ_MAIN)
tests_fuzz_fuzz_lines_CPPFLAGS = $(FUZZ_CPPFLAGS) -I$(srcdir)/tests/unit
tests_fuzz_fuzz_lines_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_lines_LDADD = $(FUZZLIBS)
check_PROGRAMS += tests/unit/test-http-flow tests/fuzz/fuzz-http-flow
TESTS += tests/unit/test-http-flow tests/fuzz/fuzz-http-flow
tests_unit_test_http_flow_SOURCES = tests/unit/test-http-flow.c $(TALK)
tests_unit_test_http_flow_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_http_flow_LDADD = $(UNIT_LDADD)
tests_fuzz_fuzz_http_flow_SOURCES = tests/fuzz/fuzz-http-flow.c $(TALK) tests/unit/check.c $(FUZZ_MAIN)
tests_fuzz_fuzz_http_flow_CPPFLAGS = $(FUZZ_CPPFLAGS) -I$(srcdir)/tests/unit
tests_fuzz_fuzz_http_flow_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_http_flow_LDADD = $(FUZZLIBS)
# DNS in datagrams and streams.
check_PROGRAMS += tests/unit/test-dns-flows tests/fuzz/fuzz-dns-stream
TESTS += tests/unit/test-dns-flows tests/fuzz/fuzz-dns-stream
tests_unit_test_dns_flows_SOURCES = tests/unit/test-dns-flows.c $(TALK)
tests_unit_test_dns_flows_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_dns_flows_LDADD = $(UNIT_LDADD)
tests_fuzz_fuzz_dns_stream_SOURCES = tests/fuzz/fuzz-dns-stream.c $(FUZZ_MAIN)
tests_fuzz_fuzz_dns_stream_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_dns_stream_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_dns_stream_LDADD = $(FUZZLIBS)
