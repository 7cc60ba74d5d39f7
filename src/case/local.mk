# libtrailsift_a_SOURCES += src/case/... (one line a file)
