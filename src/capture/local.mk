# libtrailsift_a_SOURCES += src/capture/... (one line a file)
