libtrailsift_a_SOURCES += src/flows/flow.c src/flows/flow.h
