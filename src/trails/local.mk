libtrailsift_a_SOURCES += \
	src/trails/archives.c src/trails/archives.h \
	src/trails/build.h \
	src/trails/builder.c src/trails/builder.h \
	src/trails/cache.c src/trails/cache.h \
	src/trails/cache_room.c src/trails/cache_room.h \
	src/trails/claims.c \
	src/trails/feeds.c src/trails/feeds.h \
	src/trails/find.c \
	src/trails/format.h \
	src/trails/formats.c \
	src/trails/grammar.c src/trails/grammar.h \
	src/trails/idna.c src/trails/idna.h \
	src/trails/ignore.c src/trails/ignore.h \
	src/trails/image.c \
	src/trails/import.c src/trails/import.h \
	src/trails/import_abusech.c \
	src/trails/import_abusech_csv.c \
	src/trails/import_adblock.c \
	src/trails/import_agents.c \
	src/trails/import_csv.c \
	src/trails/import_dataset.c \
	src/trails/import_drop.c \
	src/trails/import_feed.c \
	src/trails/import_hosts.c \
	src/trails/import_ignore.c \
	src/trails/import_iprep.c \
	src/trails/import_json.c src/trails/import_json.h \
	src/trails/import_list.c \
	src/trails/import_misp.c \
	src/trails/import_misp_csv.c \
	src/trails/import_openioc.c \
	src/trails/import_pairs.c \
	src/trails/import_private.h \
	src/trails/import_records.c \
	src/trails/import_rows.c \
	src/trails/import_rpz.c \
	src/trails/import_rules.c \
	src/trails/import_stix.c \
	src/trails/import_tor.c \
	src/trails/import_whitelist.c \
	src/trails/import_zeek.c \
	src/trails/index.c src/trails/index.h src/trails/index_name.h \
	src/trails/json_records.c src/trails/json_records.h \
	src/trails/key.c src/trails/key.h \
	src/trails/left_out.c \
	src/trails/lines.c src/trails/lines.h \
	src/trails/literals.c src/trails/literals.h \
	src/trails/misp.c src/trails/misp.h \
	src/trails/patterns.c src/trails/patterns.h \
	src/trails/ranges.c src/trails/ranges.h \
	src/trails/reader.h \
	src/trails/settle.c \
	src/trails/sources.c src/trails/sources.h \
	src/trails/spelling.c src/trails/spelling.h \
	src/trails/stix_pattern.c src/trails/stix_pattern.h \
	src/trails/store.c src/trails/store.h \
	src/trails/table.c src/trails/table.h \
	src/trails/trails.c src/trails/trails.h \
	src/trails/tree_plan.c src/trails/tree_plan.h \
	src/trails/trees.c \
	src/trails/verify.c
