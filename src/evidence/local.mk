libtrailsift_a_SOURCES += \
	src/evidence/evidence.h
