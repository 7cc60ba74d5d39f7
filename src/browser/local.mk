libtrailsift_a_SOURCES += \
	src/browser/actions.h \
	src/browser/attack.c src/browser/attack.h \
	src/browser/browser.c src/browser/browser.h \
	src/browser/canvas.c src/browser/canvas.h \
	src/browser/cells.c src/browser/cells.h \
	src/browser/describe.c src/browser/describe.h \
	src/browser/event_cells.c src/browser/event_cells.h \
	src/browser/external.c src/browser/external.h \
	src/browser/filter.c src/browser/filter.h \
	src/browser/find.c \
	src/browser/fold.c src/browser/fold.h \
	src/browser/follow.c \
	src/browser/geo.c src/browser/geo.h \
	src/browser/grid.c src/browser/grid.h \
	src/browser/hex.c src/browser/hex.h \
	src/browser/listed.c src/browser/listed.h \
	src/browser/out_actions.c \
	src/browser/pager.c src/browser/pager.h \
	src/browser/plot.c src/browser/plot.h \
	src/browser/popup.c src/browser/popup.h \
	src/browser/prompt.c src/browser/prompt.h \
	src/browser/request.c src/browser/request.h \
	src/browser/screen.c src/browser/screen.h \
	src/browser/script.c src/browser/script.h \
	src/browser/span.c src/browser/span.h \
	src/browser/terminal.c src/browser/terminal.h \
	src/browser/theme.c src/browser/theme.h \
	src/browser/threat_cells.c src/browser/threat_cells.h \
	src/browser/tops.c src/browser/tops.h \
	src/browser/triage_actions.c \
	src/browser/types.c src/browser/types.h \
	src/browser/view.h \
	src/browser/view_charts.c \
	src/browser/view_columns.c \
	src/browser/view_detail.c \
	src/browser/view_events.c \
	src/browser/view_help.c \
	src/browser/view_hosts.c \
	src/browser/view_inputs.c \
	src/browser/view_look.c \
	src/browser/view_look_ups.c \
	src/browser/view_packet.c \
	src/browser/view_saved.c \
	src/browser/view_threats.c \
	src/browser/view_timeline.c
