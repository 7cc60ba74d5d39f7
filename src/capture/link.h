/* LINKTYPE_ values of files and DLT_ values of libpcap: the same but for a few. */
#ifndef TS_CAPTURE_LINK_H
#define TS_CAPTURE_LINK_H

#include <stdint.h>

/* -1 where it has none. */
int link_to_dlt(uint32_t link);

uint32_t link_of_dlt(int dlt);

#endif
