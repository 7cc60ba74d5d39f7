libtrailsift_a_SOURCES += src/flows/flow.c src/flows/flow.h src/flows/key.h \
	src/flows/stream.c src/flows/stream.h src/flows/tcp.c src/flows/tcp.h \
	src/flows/wheel.c src/flows/wheel.h
