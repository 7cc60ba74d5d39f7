libtrailsift_a_SOURCES += \
	src/detect/event.c src/detect/event.h \
	src/detect/distinct.c src/detect/distinct.h \
	src/detect/entropy.c src/detect/entropy.h \
	src/detect/heuristic_dga.c \
	src/detect/heuristic_direct_download.c \
	src/detect/heuristic_dns_answers.c \
	src/detect/heuristic_dns_exhaustion.c \
	src/detect/heuristic_dns_tunnel.c \
	src/detect/heuristic_horizontal_scan.c \
	src/detect/heuristic_infection.c \
	src/detect/heuristic_long_domain.c \
	src/detect/heuristic_nxdomain.c \
	src/detect/heuristic_port_scan.c \
	src/detect/heuristic_udp_scan.c \
	src/detect/heuristic_web_scan.c \
	src/detect/labels.c src/detect/labels.h \
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
	src/detect/scans.c src/detect/scans.h
