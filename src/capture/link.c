/* Names of link types, from libpcap. */
#include <config.h>

#include <pcap.h>
#include <pthread.h>
#include <stdio.h>

#include "capture/link.h"
#include "capture/reader.h"

enum { NAMELESS = 64 }; /* link types without a name that are named by number in one run */

/* Where LINKTYPE_ and DLT_ differ here. */
static const struct {
	uint32_t link;
	int dlt;
} rows[] = {
	{ 100, DLT_ATM_RFC1483 },
	{ 101, DLT_RAW },
	{ 102, DLT_SLIP_BSDOS },
	{ 103, DLT_PPP_BSDOS },
	{ 106, DLT_ATM_CLIP },
	{ 108, DLT_LOOP },
	{ 109, DLT_ENC },
	{ 246, DLT_PFSYNC },
};

static const char *by_number(uint32_t link)
{
	static struct {
		uint32_t link;
		char name[24];
	} table[NAMELESS];
	static const char *const formats[] = { "LINKTYPE", "snoop", "netmon", "erf" };
	static size_t count;
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&lock);
	size_t i = 0;
	while (i < count && table[i].link != link)
		i++;
	if (i == count && count < NAMELESS) {
		table[i].link = link;
		const char *format = link >> 16 <= 3 ? formats[link >> 16] : formats[0];
		unsigned number = format == formats[0] ? link : link & 0xffff;
		snprintf(table[i].name, sizeof(table[i].name), "%s_%u", format, number);
		count++;
	}
	pthread_mutex_unlock(&lock);
	return i < NAMELESS ? table[i].name : "LINKTYPE_?";
}

int link_to_dlt(uint32_t link)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].link == link)
			return rows[i].dlt;
	return link <= 0xffff ? (int)link : -1;
}

uint32_t link_of_dlt(int dlt)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].dlt == dlt)
			return rows[i].link;
	return (uint32_t)dlt;
}

const char *link_name(uint32_t link)
{
	int dlt = link_to_dlt(link);
	const char *name = dlt < 0 ? NULL : pcap_datalink_val_to_name(dlt);
	return name ? name : by_number(link);
}
