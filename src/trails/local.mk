# libtrailsift_a_SOURCES += src/trails/... (one line a file)
