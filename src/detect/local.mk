libtrailsift_a_SOURCES += \
	src/detect/agents.c src/detect/agents.h \
	src/detect/clean_names.c src/detect/clean_names.h \
	src/detect/distinct.c src/detect/distinct.h \
	src/detect/entropy.c src/detect/entropy.h \
	src/detect/event.c src/detect/event.h \
	src/detect/first_contacts.c src/detect/first_contacts.h \
	src/detect/firsts.c src/detect/firsts.h \
	src/detect/heuristic_beacon.c \
	src/detect/heuristic_clear_credentials.c \
	src/detect/heuristic_content_type.c \
	src/detect/heuristic_dga.c \
	src/detect/heuristic_direct_download.c \
	src/detect/heuristic_disguised_program.c \
	src/detect/heuristic_dns_answers.c \
	src/detect/heuristic_dns_exhaustion.c \
	src/detect/heuristic_dns_tunnel.c \
	src/detect/heuristic_exfiltration.c \
	src/detect/heuristic_horizontal_scan.c \
	src/detect/heuristic_infection.c \
	src/detect/heuristic_iot_download.c \
	src/detect/heuristic_long_connection.c \
	src/detect/heuristic_long_domain.c \
	src/detect/heuristic_missing_host.c \
	src/detect/heuristic_nxdomain.c \
	src/detect/heuristic_port_scan.c \
	src/detect/heuristic_proxy_probe.c \
	src/detect/heuristic_scanner_file.c \
	src/detect/heuristic_seized_domain.c \
	src/detect/heuristic_sinkhole_response.c \
	src/detect/heuristic_suspicious_request.c \
	src/detect/heuristic_udp_scan.c \
	src/detect/heuristic_unresolved_address.c \
	src/detect/heuristic_user_agent.c \
	src/detect/heuristic_web_scan.c \
	src/detect/ignored.c src/detect/ignored.h \
	src/detect/judge.c src/detect/judge.h src/detect/judge_private.h \
	src/detect/labels.c src/detect/labels.h \
	src/detect/literals.c src/detect/literals.h \
	src/detect/marks.c src/detect/marks.h \
	src/detect/match.c src/detect/match.h src/detect/match_private.h \
	src/detect/match_ask.c \
	src/detect/match_dns.c \
	src/detect/match_field.c \
	src/detect/match_flow.c \
	src/detect/match_host.c \
	src/detect/match_http.c \
	src/detect/match_name.c \
	src/detect/match_tls.c \
	src/detect/names.c src/detect/names.h \
	src/detect/pages.c src/detect/pages.h \
	src/detect/pair.h \
	src/detect/peers.h \
	src/detect/pattern.c src/detect/pattern.h \
	src/detect/recent.c src/detect/recent.h \
	src/detect/repeats.c src/detect/repeats.h \
	src/detect/request_events.c src/detect/request_events.h \
	src/detect/request_patterns.c src/detect/request_patterns.h \
	src/detect/requests.c src/detect/requests.h \
	src/detect/rhythm.c src/detect/rhythm.h \
	src/detect/scans.c src/detect/scans.h

# The user agents that ship, as C texts.
BUILT_SOURCES += src/detect/user_agents.inc
CLEANFILES += src/detect/user_agents.inc
src/detect/user_agents.inc: trails/lists/user_agents.txt
	$(AM_V_GEN)$(MKDIR_P) src/detect && \
	sed -e '/^#/d' -e '/^[[:space:]]*$$/d' -e 's/[\\"?]/\\&/g' -e 's/.*/"&",/' \
	  $(srcdir)/trails/lists/user_agents.txt >$@.new && mv $@.new $@
src/detect/agents.$(OBJEXT): src/detect/user_agents.inc
