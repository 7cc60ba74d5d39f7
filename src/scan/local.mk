# libtrailsift_a_SOURCES += src/scan/... (one line a file)
