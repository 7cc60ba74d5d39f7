# Captures that tell one incident each, made by a program of ours: none is kept in the tree.
SAMPLES = \
	samples/clean.pcap \
	samples/download.pcap \
	samples/icmp-sinkhole.pcap \
	samples/infected-host.pcap \
	samples/long-domain.pcap \
	samples/mass-scan.pcap \
	samples/port-scan.pcap \
	samples/tor-exit.pcap \
	samples/two-links.pcapng

CRAFT_SOURCES = \
	samples/craft.c samples/craft.h \
	samples/messages.c samples/messages.h \
	samples/recording.c samples/recording.h

noinst_PROGRAMS += samples/make_samples
samples_make_samples_SOURCES = samples/make_samples.c samples/talk.c samples/talk.h $(CRAFT_SOURCES)
samples_make_samples_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/samples
samples_make_samples_LDADD = libtrailsift.a

noinst_DATA += $(SAMPLES)
CLEANFILES += $(SAMPLES)
EXTRA_DIST += samples/README.md samples/tor-exit.txt

$(SAMPLES): samples/make_samples$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) samples && samples/make_samples$(EXEEXT) $@
