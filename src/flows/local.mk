# libtrailsift_a_SOURCES += src/flows/... (one line a file)
