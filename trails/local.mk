# The trails that ship, as readable text; the default store is compiled from them. It is made in
# trails/ of the build directory, where a trailsift that was not installed looks for it.
TRAIL_TEXTS = \
	trails/malware/apt_careto.txt \
	trails/malware/apt_commentcrew.txt \
	trails/malware/apt_equationgroup.txt \
	trails/malware/apt_redoctober.txt \
	trails/malware/apt_sofacy.txt \
	trails/malware/apt_stuxnet.txt \
	trails/malware/apt_unc2452.txt \
	trails/malware/badrabbit.txt \
	trails/malware/ccleaner_backdoor.txt \
	trails/malware/conficker.txt \
	trails/malware/elf_mirai.txt \
	trails/malware/elf_vpnfilter.txt \
	trails/malware/hacked_3cx.txt \
	trails/malware/ios_xcodeghost.txt \
	trails/malware/osx_keranger.txt \
	trails/malware/osx_wirelurker.txt \
	trails/malware/palevo.txt \
	trails/malware/petya.txt \
	trails/malware/sinkhole_abuse.txt \
	trails/malware/sinkhole_certpl.txt \
	trails/malware/sinkhole_certua.txt \
	trails/malware/sinkhole_conficker.txt \
	trails/malware/sinkhole_farsight.txt \
	trails/malware/sinkhole_fbizeus.txt \
	trails/malware/sinkhole_fraunhofer.txt \
	trails/malware/sinkhole_hyas.txt \
	trails/malware/sinkhole_kryptoslogic.txt \
	trails/malware/sinkhole_microsoft.txt \
	trails/malware/sinkhole_opendns.txt \
	trails/malware/sinkhole_paloalto.txt \
	trails/malware/sinkhole_shadowserver.txt \
	trails/malware/sinkhole_sidnlabs.txt \
	trails/malware/sinkhole_sunburst.txt \
	trails/malware/sinkhole_tech.txt \
	trails/malware/wannacry.txt \
	trails/mass_scanner.txt \
	trails/mass_scanner_cidr.txt \
	trails/suspicious/anonymous_web_proxy.txt \
	trails/suspicious/computrace.txt \
	trails/suspicious/crypto_mining.txt \
	trails/suspicious/dns_tunneling_service.txt \
	trails/suspicious/dynamic_domain.txt \
	trails/suspicious/free_web_hosting.txt \
	trails/suspicious/i2p.txt \
	trails/suspicious/ipinfo.txt \
	trails/suspicious/onion.txt \
	trails/suspicious/port_proxy.txt \
	trails/suspicious/superfish.txt \
	trails/suspicious/web_shells.txt \
	trails/whitelist.txt

EXTRA_DIST += $(TRAIL_TEXTS) trails/feeds.conf
pkgdata_DATA += trails/default.trails trails/feeds.conf
CLEANFILES += trails/default.trails trails/default.feeds

trails/default.trails: trailsift$(EXEEXT) $(TRAIL_TEXTS)
	$(AM_V_GEN)$(MKDIR_P) trails && ./trailsift$(EXEEXT) trails build -q $(srcdir)/trails -o $@

# The same for the feeds.
noinst_DATA += trails/default.feeds
trails/default.feeds: trails/feeds.conf
	$(AM_V_GEN)$(MKDIR_P) trails && cp $(srcdir)/trails/feeds.conf $@ && chmod u+w $@
# Networks that feeds say nothing of.
EXTRA_DIST += trails/lists/content_delivery.txt
pkgdata_DATA += trails/lists/content_delivery.txt
CLEANFILES += trails/default.networks
noinst_DATA += trails/default.networks
trails/default.networks: trails/lists/content_delivery.txt
	$(AM_V_GEN)$(MKDIR_P) trails && cp $(srcdir)/trails/lists/content_delivery.txt $@ && chmod u+w $@
# Suspicious user agents: built in, so that a scan needs no file for them.
EXTRA_DIST += trails/lists/user_agents.txt
