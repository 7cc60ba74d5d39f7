/* The table of link types, by LINKTYPE_ (not DLT_) as tcpdump.org/linktypes.html numbers them. */
#include <config.h>

#include "decode/layers.h"

/* Raw IP is 101, but files with 12 and 14 exist, which are what systems call it. */
static layer *const layers[] = {
	[0] = link_null,                    /* NULL: BSD loopback */
	[1] = link_ethernet,                /* ETHERNET */
	[3] = link_not_ip,                  /* AX25 */
	[6] = link_token_ring,              /* IEEE802_5 */
	[7] = link_arcnet,                  /* ARCNET_BSD */
	[8] = link_slip,                    /* SLIP */
	[9] = link_ppp,                     /* PPP */
	[10] = link_fddi,                   /* FDDI */
	[12] = link_raw,                    /* raw IP by DLT_RAW */
	[14] = link_raw,                    /* raw IP by OpenBSD's DLT_RAW */
	[18] = link_offset4,                /* an EtherType that ends four bytes */
	[50] = link_ppp_hdlc,               /* PPP_HDLC */
	[51] = link_pppoe,                  /* PPP_ETHER */
	[100] = link_atm,                   /* ATM_RFC1483 */
	[101] = link_raw,                   /* RAW */
	[104] = link_cisco_hdlc,            /* C_HDLC */
	[105] = link_wireless,              /* IEEE802_11 */
	[106] = link_atm,                   /* ATM_CLIP */
	[107] = link_frame_relay,           /* FRELAY */
	[108] = link_loop,                  /* LOOP: OpenBSD loopback */
	[109] = link_enc,                   /* ENC: OpenBSD IPsec */
	[113] = link_cooked,                /* LINUX_SLL */
	[114] = link_not_ip,                /* LTALK */
	[117] = link_pflog,                 /* PFLOG */
	[119] = link_prism,                 /* IEEE802_11_PRISM */
	[122] = link_ip_over_fc,            /* IP_OVER_FC */
	[123] = link_sunatm,                /* SUNATM */
	[127] = link_radiotap,              /* IEEE802_11_RADIOTAP */
	[129] = link_arcnet_linux,          /* ARCNET_LINUX */
	[130] = link_juniper,               /* JUNIPER_MLPPP */
	[131] = link_juniper,               /* JUNIPER_MLFR */
	[132] = link_juniper,               /* JUNIPER_ES */
	[133] = link_juniper,               /* JUNIPER_GGSN */
	[134] = link_juniper,               /* JUNIPER_MFR */
	[135] = link_juniper,               /* JUNIPER_ATM2 */
	[136] = link_juniper,               /* JUNIPER_SERVICES */
	[137] = link_juniper,               /* JUNIPER_ATM1 */
	[138] = link_apple_1394,            /* APPLE_IP_OVER_IEEE1394 */
	[139] = link_not_ip,                /* MTP2_WITH_PHDR */
	[140] = link_not_ip,                /* MTP2 */
	[141] = link_not_ip,                /* MTP3 */
	[142] = link_not_ip,                /* SCCP */
	[143] = link_docsis,                /* DOCSIS */
	[144] = link_not_ip,                /* LINUX_IRDA */
	[163] = link_avs,                   /* IEEE802_11_AVS */
	[165] = link_not_ip,                /* BACNET_MS_TP */
	[166] = link_pppd,                  /* PPP_PPPD */
	[167] = link_juniper,               /* JUNIPER_PPPOE */
	[168] = link_juniper,               /* JUNIPER_PPPOE_ATM */
	[169] = link_not_ip,                /* GPRS_LLC */
	[174] = link_juniper,               /* JUNIPER_PIC_PEER */
	[177] = link_not_ip,                /* LINUX_LAPD */
	[178] = link_juniper_ethernet,      /* JUNIPER_ETHER */
	[179] = link_juniper_ppp,           /* JUNIPER_PPP */
	[180] = link_juniper_frame_relay,   /* JUNIPER_FRELAY */
	[181] = link_juniper_chdlc,         /* JUNIPER_CHDLC */
	[183] = link_juniper,               /* JUNIPER_VP */
	[186] = link_not_ip,                /* USB_FREEBSD */
	[187] = link_not_ip,                /* BLUETOOTH_HCI_H4 */
	[189] = link_not_ip,                /* USB_LINUX */
	[190] = link_not_ip,                /* CAN20B */
	[192] = link_ppi,                   /* PPI */
	[194] = link_juniper,               /* JUNIPER_ISM */
	[195] = link_not_ip,                /* IEEE802_15_4_WITHFCS */
	[196] = link_not_ip,                /* SITA */
	[197] = link_erf,                   /* ERF */
	[200] = link_juniper,               /* JUNIPER_ST */
	[201] = link_not_ip,                /* BLUETOOTH_HCI_H4_WITH_PHDR */
	[202] = link_not_ip,                /* AX25_KISS */
	[203] = link_not_ip,                /* LAPD */
	[204] = link_ppp_direction,         /* PPP_WITH_DIR */
	[205] = link_cisco_hdlc_direction,  /* C_HDLC_WITH_DIR */
	[206] = link_frame_relay_direction, /* FRELAY_WITH_DIR */
	[207] = link_not_ip,                /* LAPB_WITH_DIR */
	[209] = link_not_ip,                /* IPMB_LINUX */
	[210] = link_not_ip,                /* FLEXRAY */
	[212] = link_not_ip,                /* LIN */
	[215] = link_not_ip,                /* IEEE802_15_4_NONASK_PHY */
	[220] = link_not_ip,                /* USB_LINUX_MMAPPED */
	[224] = link_not_ip,                /* FC_2 */
	[225] = link_not_ip,                /* FC_2_WITH_FRAME_DELIMS */
	[226] = link_ipnet,                 /* IPNET */
	[227] = link_not_ip,                /* CAN_SOCKETCAN */
	[228] = link_raw,                   /* IPV4 */
	[229] = link_raw,                   /* IPV6 */
	[230] = link_not_ip,                /* IEEE802_15_4_NOFCS */
	[231] = link_not_ip,                /* DBUS */
	[235] = link_not_ip,                /* DVB_CI */
	[237] = link_not_ip,                /* STANAG_5066_D_PDU */
	[238] = link_juniper,               /* JUNIPER_ATM_CEMIC */
	[239] = link_nflog,                 /* NFLOG */
	[240] = link_netanalyzer,           /* NETANALYZER */
	[241] = link_netanalyzer_preamble,  /* NETANALYZER_TRANSPARENT */
	[242] = link_ipoib,                 /* IPOIB */
	[243] = link_not_ip,                /* MPEG_2_TS */
	[244] = link_not_ip,                /* NG40 */
	[245] = link_not_ip,                /* NFC_LLCP */
	[246] = link_not_ip,                /* PFSYNC */
	[247] = link_not_ip,                /* INFINIBAND */
	[248] = link_not_ip,                /* SCTP */
	[249] = link_not_ip,                /* USBPCAP */
	[251] = link_not_ip,                /* BLUETOOTH_LE_LL */
	[253] = link_not_ip,                /* NETLINK */
	[254] = link_not_ip,                /* BLUETOOTH_LINUX_MONITOR */
	[255] = link_not_ip,                /* BLUETOOTH_BREDR_BB */
	[256] = link_not_ip,                /* BLUETOOTH_LE_LL_WITH_PHDR */
	[257] = link_not_ip,                /* PROFIBUS_DL */
	[258] = link_pktap,                 /* PKTAP */
	[264] = link_not_ip,                /* ISO_14443 */
	[265] = link_not_ip,                /* RDS */
	[266] = link_not_ip,                /* USB_DARWIN */
	[270] = link_not_ip,                /* TI_LLN_SNIFFER */
	[272] = link_not_ip,                /* VSOCK */
	[273] = link_not_ip,                /* NORDIC_BLE */
	[276] = link_cooked2,               /* LINUX_SLL2 */
	[280] = link_not_ip,                /* EBHSCR */
	[283] = link_not_ip,                /* IEEE802_15_4_TAP */
	[288] = link_not_ip,                /* USB_2_0 */
};

layer *link_layer(uint32_t link)
{
	return link < sizeof(layers) / sizeof(layers[0]) ? layers[link] : NULL;
}

enum fate link_not_ip(struct walk *w)
{
	(void)w;
	return FATE_NOT_IP;
}
