libtrailsift_a_SOURCES += \
	src/case/bounds.h \
	src/case/case.h \
	src/case/db.c src/case/db.h src/case/db_private.h src/case/db_change.c \
	src/case/describe.c \
	src/case/dictionary.c src/case/dictionary.h \
	src/case/digests.c \
	src/case/event_rows.c \
	src/case/event_table.c src/case/event_table.h \
	src/case/file.c src/case/file.h \
	src/case/finish.c \
	src/case/hit_cache.c src/case/hit_cache.h \
	src/case/hit_table.c src/case/hit_table.h \
	src/case/listing.c src/case/listing.h \
	src/case/listing_key.c src/case/listing_key.h \
	src/case/meta.c \
	src/case/names.c \
	src/case/observables.c src/case/observables.h \
	src/case/partials.c src/case/partials.h \
	src/case/pending.c src/case/pending.h \
	src/case/publish.c \
	src/case/query.c src/case/query.h \
	src/case/query_answers.c \
	src/case/query_columns.h \
	src/case/query_match.c \
	src/case/query_tree.h \
	src/case/query_value.c \
	src/case/reading.c src/case/reading.h \
	src/case/row.c \
	src/case/row_list.c src/case/row_list.h \
	src/case/rows.h \
	src/case/schema.c \
	src/case/seen.c src/case/seen.h \
	src/case/sorter.c src/case/sorter.h \
	src/case/sums.c src/case/sums.h \
	src/case/tally.c src/case/tally.h src/case/tally_private.h \
	src/case/tally_join.c \
	src/case/tally_rows.c \
	src/case/text_cache.c src/case/text_cache.h \
	src/case/text_ranks.c src/case/text_ranks.h \
	src/case/threat.c src/case/threat.h \
	src/case/threat_rows.c \
	src/case/trail_set.c \
	src/case/triage.c src/case/triage.h \
	src/case/triage_store.c src/case/triage_store.h \
	src/case/value.c src/case/value.h \
	src/case/view.c src/case/view.h \
	src/case/view_event.c \
	src/case/view_meta.c \
	src/case/view_threat.c
