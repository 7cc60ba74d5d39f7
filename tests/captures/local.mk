# captures
check_PROGRAMS += tests/captures/frames
tests_captures_frames_SOURCES = tests/captures/frames.c
tests_captures_frames_LDADD = $(LIBS_ALL)
check_PROGRAMS += tests/captures/save-all
tests_captures_save_all_SOURCES = tests/captures/save-all.c
tests_captures_save_all_LDADD = $(LIBS_ALL)
TESTS += tests/captures/agreement.sh tests/captures/saved.sh
dist_check_SCRIPTS += tests/captures/agreement.sh tests/captures/saved.sh
# Measured against other tools, and against what was planted.
TESTS += tests/captures/superset.sh tests/captures/planted.sh
dist_check_SCRIPTS += tests/captures/superset.sh tests/captures/planted.sh
EXTRA_DIST += tests/captures/superset.py tests/captures/tls.py
# Other formats, as editcap writes them.
TESTS += tests/captures/formats.sh
dist_check_SCRIPTS += tests/captures/formats.sh
EXTRA_DIST += tests/captures/make-erf.py
# What the TLS and QUIC parsers observe, as tshark has it.
check_PROGRAMS += tests/captures/observed
tests_captures_observed_SOURCES = tests/captures/observed.c tests/unit/shown.c tests/unit/shown.h
tests_captures_observed_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_captures_observed_LDADD = $(LIBS_ALL)
TESTS += tests/captures/tls.sh
dist_check_SCRIPTS += tests/captures/tls.sh
EXTRA_DIST += tests/captures/http.py
# What tshark reads from the captures is met as a trail.
TESTS += tests/captures/facts.sh
dist_check_SCRIPTS += tests/captures/facts.sh
EXTRA_DIST += tests/captures/facts.py
# What the DNS parsers observe, as tshark has it.
EXTRA_DIST += tests/captures/dns.py
# Packets of frames, against tshark: packets.sh is one of the long tests.
check_PROGRAMS += tests/captures/packets
tests_captures_packets_SOURCES = tests/captures/packets.c
tests_captures_packets_LDADD = $(LIBS_ALL)
# SMTP, FTP, IRC, SOCKS and SIP, as tshark has them.
TESTS += tests/captures/lines.sh
dist_check_SCRIPTS += tests/captures/lines.sh
EXTRA_DIST += tests/captures/lines.py
# The same conversations in other segments, fragments, orders and tunnels; tests/long/reshaped.sh does more of it.
TESTS += tests/captures/reshaped.sh
dist_check_SCRIPTS += tests/captures/reshaped.sh
EXTRA_DIST += tests/captures/reshape.py
# HTTP/2 that the test makes, and SSH, as tshark has them.
TESTS += tests/captures/http2.sh tests/captures/ssh.sh
dist_check_SCRIPTS += tests/captures/http2.sh tests/captures/ssh.sh
EXTRA_DIST += tests/captures/http2.py tests/captures/ssh.py
# What the parsers of small binary protocols observe, as tshark has it.
EXTRA_DIST += tests/captures/binary.py
# What heuristics are to find, and nowhere else.
TESTS += tests/captures/patterns.sh
dist_check_SCRIPTS += tests/captures/patterns.sh
# Hellos in the form of SSL 2.0 that the test makes, as tshark has them.
TESTS += tests/captures/ssl2.sh
dist_check_SCRIPTS += tests/captures/ssl2.sh
EXTRA_DIST += tests/captures/ssl2.py
# What is told of tunnels, as tshark shows them: make check-long runs tunnels.sh.
EXTRA_DIST += tests/captures/tunnels.py
# Captures in which nothing is wrong.
TESTS += tests/captures/clean.sh
dist_check_SCRIPTS += tests/captures/clean.sh
EXTRA_DIST += tests/captures/wire.py tests/captures/clean.py
# Rows of trails as frames.
TESTS += tests/captures/sampled.sh
dist_check_SCRIPTS += tests/captures/sampled.sh
EXTRA_DIST += tests/captures/sampled.py
# Windows of time.
TESTS += tests/captures/scans.sh
dist_check_SCRIPTS += tests/captures/scans.sh
EXTRA_DIST += tests/captures/scans.py
# Credentials in clear.
TESTS += tests/captures/credentials.sh
dist_check_SCRIPTS += tests/captures/credentials.sh
EXTRA_DIST += tests/captures/credentials.py
