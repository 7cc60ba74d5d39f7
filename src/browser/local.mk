libtrailsift_a_SOURCES += \
	src/browser/browser.h \
	src/browser/canvas.h \
	src/browser/external.c src/browser/external.h \
	src/browser/filter.h \
	src/browser/fold.c src/browser/fold.h \
	src/browser/geo.c src/browser/geo.h \
	src/browser/plot.c src/browser/plot.h \
	src/browser/prompt.h \
	src/browser/request.h \
	src/browser/span.c src/browser/span.h \
	src/browser/tops.c src/browser/tops.h \
	src/browser/types.c src/browser/types.h \
	src/browser/view.h \
	src/browser/view_charts.c \
	src/browser/view_timeline.c
