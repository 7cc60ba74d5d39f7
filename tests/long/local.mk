# make check-long: what takes minutes. Not part of make check. Each script runs by hand, too.
check_PROGRAMS += tests/long/mutate
tests_long_mutate_SOURCES = tests/long/mutate.c
tests_long_mutate_LDADD = $(LIBS_ALL)
LONG_TESTS = tests/long/flips.sh tests/long/cuts.sh tests/long/metamorphic.sh tests/long/order.sh \
	tests/long/large.sh tests/long/crowd.sh tests/captures/packets.sh tests/captures/dns.sh tests/captures/http.sh \
	tests/captures/binary.sh tests/captures/resolutions.sh tests/captures/tunnels.sh tests/long/reshaped.sh \
	tests/long/fuzz.sh tests/long/trails.sh tests/long/sampled.sh
EXTRA_DIST += $(LONG_TESTS) tests/long/long.sh tests/long/crowd.py tests/long/near_misses.py

.PHONY: check-long
check-long: all tests/long/mutate tests/captures/packets tests/captures/observed bench/generate
	@$(AM_TESTS_ENVIRONMENT) failed=; \
	for script in $(LONG_TESTS); do \
		echo "== $$script"; \
		bash $(srcdir)/$$script || failed="$$failed $$script"; \
	done; \
	if test -n "$$failed"; then echo "failed:$$failed"; exit 1; else echo "all of check-long passed"; fi
