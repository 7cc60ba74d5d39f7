libtrailsift_a_SOURCES += \
	src/detect/event.c src/detect/event.h
