# libtrailsift_a_SOURCES += src/reports/... (one line a file)
