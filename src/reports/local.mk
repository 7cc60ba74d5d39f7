libtrailsift_a_SOURCES += \
	src/reports/columns.c src/reports/columns.h \
	src/reports/coverage.c src/reports/coverage.h \
	src/reports/csv.c \
	src/reports/display.c src/reports/display.h \
	src/reports/facts.c src/reports/facts.h \
	src/reports/formats.h \
	src/reports/ioc.c \
	src/reports/json.c src/reports/json.h \
	src/reports/manifest.c src/reports/manifest.h \
	src/reports/records.c src/reports/records.h \
	src/reports/report.c src/reports/report.h \
	src/reports/sheet.c src/reports/sheet.h \
	src/reports/shell.c src/reports/shell.h \
	src/reports/summary.c src/reports/summary.h \
	src/reports/table.c src/reports/table.h \
	src/reports/text.c \
	src/reports/stream.c src/reports/stream.h
