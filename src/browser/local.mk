libtrailsift_a_SOURCES += \
	src/browser/browser.h \
	src/browser/canvas.h \
	src/browser/filter.h \
	src/browser/geo.h \
	src/browser/prompt.h \
	src/browser/request.h \
	src/browser/view.h
