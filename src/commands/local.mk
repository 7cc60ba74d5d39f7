bin_PROGRAMS += trailsift
trailsift_SOURCES = \
	src/commands/chosen_trails.c src/commands/chosen_trails.h \
	src/commands/commands.h \
	src/commands/common.c \
	src/commands/list.h \
	src/commands/main.c \
	src/commands/options.c src/commands/options.h \
	src/commands/privileges.c src/commands/privileges.h \
	src/commands/progress.c src/commands/progress.h \
	src/commands/report.c \
	src/commands/scan.c \
	src/commands/show.c \
	src/commands/trails.c src/commands/trails.h \
	src/commands/trails_build.c \
	src/commands/trails_check.c \
	src/commands/trails_info.c \
	src/commands/trails_value.c
trailsift_LDADD = $(LIBS_ALL)
