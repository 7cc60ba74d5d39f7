# libtrailsift_a_SOURCES += src/protocols/... (one line a file)
