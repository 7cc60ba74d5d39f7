# libtrailsift_a_SOURCES += src/detect/... (one line a file)
