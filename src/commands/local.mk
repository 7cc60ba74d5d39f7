bin_PROGRAMS += trailsift
trailsift_SOURCES = src/commands/main.c
trailsift_LDADD = $(LIBS_ALL)
