libtrailsift_a_SOURCES += \
	src/detect/event.c src/detect/event.h \
	src/detect/heuristic_beacon.c \
	src/detect/heuristic_clear_credentials.c \
	src/detect/heuristic_direct_download.c \
	src/detect/heuristic_exfiltration.c \
	src/detect/heuristic_long_connection.c \
	src/detect/heuristic_long_domain.c \
	src/detect/heuristic_port_scan.c \
	src/detect/judge.c src/detect/judge.h src/detect/judge_private.h \
	src/detect/marks.c src/detect/marks.h \
	src/detect/match.c src/detect/match.h src/detect/match_private.h \
	src/detect/match_dns.c \
	src/detect/match_field.c \
	src/detect/match_flow.c \
	src/detect/match_host.c \
	src/detect/match_http.c \
	src/detect/match_name.c \
	src/detect/match_tls.c \
	src/detect/names.c src/detect/names.h \
	src/detect/recent.c src/detect/recent.h \
	src/detect/repeats.c src/detect/repeats.h \
	src/detect/requests.c src/detect/requests.h \
	src/detect/rhythm.c src/detect/rhythm.h \
	src/detect/singles.c src/detect/singles.h
