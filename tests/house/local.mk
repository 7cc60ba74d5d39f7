HOUSE_TESTS = tests/house/layers.sh tests/house/headers.sh tests/house/calls.sh tests/house/manual.sh \
	tests/house/size.sh tests/house/format.sh
TESTS += $(HOUSE_TESTS)
EXTRA_DIST += $(HOUSE_TESTS)
