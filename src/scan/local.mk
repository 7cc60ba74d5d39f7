libtrailsift_a_SOURCES += \
	src/scan/chain.c src/scan/chain.h \
	src/scan/facts.c src/scan/facts.h \
	src/scan/observables.c src/scan/observables.h \
	src/scan/scan.c src/scan/scan.h \
	src/scan/decisions.c src/scan/decisions.h \
	src/scan/save.c src/scan/save.h \
	src/scan/spool.c src/scan/spool.h
