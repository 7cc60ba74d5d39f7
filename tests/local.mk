# Every test speaks TAP. Units and fuzz targets of a room stand in the room's own fragment.
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = bash
TEST_EXTENSIONS = .sh
AM_TESTS_ENVIRONMENT = LC_ALL=C.UTF-8 TZ=UTC TERM=dumb COLUMNS=80 NO_COLOR= \
	srcdir='$(srcdir)' top_builddir='$(abs_top_builddir)' top_srcdir='$(abs_top_srcdir)' \
	CC='$(CC)' ; export LC_ALL TZ TERM COLUMNS srcdir top_builddir top_srcdir CC;

UNIT_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/unit
noinst_LIBRARIES += libcheck.a
libcheck_a_SOURCES = tests/unit/check.c tests/unit/check.h
libcheck_a_CPPFLAGS = $(UNIT_CPPFLAGS)
UNIT_LDADD = libcheck.a $(LIBS_ALL)

# Without --enable-fuzz a fuzz target is linked with a replayer and its seeds run in make check.
FUZZ_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/fuzz
if FUZZ
FUZZ_MAIN =
else
FUZZ_MAIN = tests/fuzz/replay.c
endif
FUZZLIBS = $(LIBS_ALL)
FUZZ_LINK = $(FUZZ_LDFLAGS)
EXTRA_DIST += tests/fuzz/seeds tests/fuzz/replay.c tests/trails

include tests/unit/base.mk
include tests/unit/fetch.mk
include tests/unit/capture.mk
include tests/unit/decode.mk
include tests/unit/flows.mk
include tests/unit/protocols.mk
include tests/unit/trails.mk
include tests/unit/detect.mk
include tests/unit/case.mk
include tests/unit/scan.mk
include tests/unit/commands.mk
include tests/unit/evidence.mk
include tests/unit/reports.mk
include tests/unit/browser.mk
include tests/command/local.mk
include tests/screens/local.mk
include tests/captures/local.mk
include tests/house/local.mk
include tests/long/local.mk
