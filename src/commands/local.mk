bin_PROGRAMS += trailsift
trailsift_SOURCES = \
	src/commands/browse.c src/commands/browse.h \
	src/commands/chosen_trails.c src/commands/chosen_trails.h \
	src/commands/commands.h \
	src/commands/common.c \
	src/commands/evidence.c \
	src/commands/config_file.c src/commands/config_file.h \
	src/commands/lines.c src/commands/lines.h \
	src/commands/feed_cache.c src/commands/feed_cache.h \
	src/commands/feed_places.c src/commands/feed_places.h \
	src/commands/fetching.c src/commands/fetching.h \
	src/commands/list.h \
	src/commands/live.c \
	src/commands/main.c \
	src/commands/options.c src/commands/options.h \
	src/commands/packet_view.c src/commands/packet_view.h \
	src/commands/privileges.c src/commands/privileges.h \
	src/commands/progress.c src/commands/progress.h \
	src/commands/prompt.c src/commands/prompt.h \
	src/commands/report.c \
	src/commands/rotate.c src/commands/rotate.h \
	src/commands/run.c src/commands/run.h \
	src/commands/run_config.c src/commands/run_config.h \
	src/commands/run_options.c src/commands/run_options.h \
	src/commands/run_reports.c src/commands/run_reports.h \
	src/commands/scan.c \
	src/commands/show.c \
	src/commands/signals.c src/commands/signals.h \
	src/commands/store_age.c src/commands/store_age.h \
	src/commands/store_file.c src/commands/store_file.h \
	src/commands/trails.c src/commands/trails.h \
	src/commands/trails_build.c \
	src/commands/trails_check.c \
	src/commands/trails_diff.c \
	src/commands/trails_dump.c \
	src/commands/trails_formats.c \
	src/commands/trails_info.c \
	src/commands/trails_stats.c \
	src/commands/trails_update.c \
	src/commands/trails_value.c \
	src/commands/trails_why.c \
	src/commands/triage.c \
	src/commands/update_config.c src/commands/update_config.h \
	src/commands/values.c src/commands/values.h
trailsift_LDADD = $(LIBS_ALL)
