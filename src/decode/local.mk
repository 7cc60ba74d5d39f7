# libtrailsift_a_SOURCES += src/decode/... (one line a file)
