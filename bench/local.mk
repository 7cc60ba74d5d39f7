# make bench: measures. Of use in make check is the generator alone; the others are built there, so that they stay whole.
bench_programs = bench/browse bench/lookup bench/make_case bench/measure bench/split bench/stages bench/store_open bench/versus
check_PROGRAMS += bench/generate $(bench_programs)
bench_measure_SOURCES = bench/measure.c bench/timing.c bench/timing.h
bench_measure_LDADD =
bench_versus_SOURCES = bench/versus.c bench/timing.c bench/timing.h
bench_versus_LDADD =
bench_split_SOURCES = bench/split.c
bench_split_LDADD =
bench_stages_SOURCES = bench/stages.c
bench_stages_LDADD = $(LIBS_ALL)
bench_lookup_SOURCES = bench/lookup.c
bench_lookup_LDADD = $(LIBS_ALL)
bench_store_open_SOURCES = bench/store_open.c
bench_store_open_LDADD = $(LIBS_ALL)
bench_make_case_SOURCES = bench/make_case.c
bench_make_case_LDADD = $(LIBS_ALL)
bench_browse_SOURCES = bench/browse.c
bench_browse_LDADD = $(LIBS_ALL)
bench_generate_SOURCES = bench/generate.c bench/plants.c bench/plants.h $(CRAFT_SOURCES)
bench_generate_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/samples
bench_generate_LDADD = $(LIBS_ALL)
EXTRA_DIST += bench/run.sh bench/inputs.sh bench/truth.awk

.PHONY: bench
bench: all bench/generate $(bench_programs)
	top_srcdir=$(srcdir) top_builddir=$(builddir) bash $(srcdir)/bench/run.sh
