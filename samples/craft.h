/*
 * Crafting frames for the samples and for the bench capture. What is made is well-formed, with
 * right checksums, and depends on nothing but the arguments.
 */
#ifndef TS_SAMPLES_CRAFT_H
#define TS_SAMPLES_CRAFT_H

#include "base/address.h"
#include "base/text.h"

/* LINKTYPE_ numbers of the capture formats. */
enum craft_link { CRAFT_ETHERNET = 1, CRAFT_RAW = 101, CRAFT_SLL2 = 276 };

enum {
	CRAFT_ROOM = 2048, /* the largest frame */
	CRAFT_MSS = 1400,  /* payload of one segment */
};

enum craft_flags { CRAFT_FIN = 1, CRAFT_SYN = 2, CRAFT_RST = 4, CRAFT_PSH = 8, CRAFT_ACK = 16 };

struct craft_frame {
	size_t n;
	uint8_t at[CRAFT_ROOM];
};

/* Two ends and what lies between them. Side 0 is the client, side 1 the server. */
struct craft_path {
	enum craft_link link;
	unsigned vlan; /* 802.1Q identifier, 0 for no tag */
	struct address address[2];
	uint16_t port[2];
	uint8_t mac[2][6];
	uint8_t ttl[2];
	uint16_t ident[2]; /* IPv4 identification of the next packet */
};

struct craft_segment {
	uint32_t seq, ack;
	unsigned flags; /* CRAFT_SYN also brings the usual options */
	struct text payload;
};

/* The address that text names; the program ends where it names none. */
struct address craft_address(const char *text);

/* A path on Ethernet; private addresses and 192.0.2.0/24 have a MAC address of their own, others
 * are reached through a router's. */
struct craft_path craft_path(
    struct address client, struct address server, uint16_t client_port, uint16_t server_port);

/* Each fills f with the next frame that side from sends. */
void craft_tcp(
    struct craft_frame *f, struct craft_path *p, unsigned from, const struct craft_segment *s);
void craft_udp(struct craft_frame *f, struct craft_path *p, unsigned from, struct text payload);

/* Side 0 sends echo requests, side 1 the replies to them. */
void craft_ping(struct craft_frame *f, struct craft_path *p, unsigned from, uint16_t sequence);

#endif
