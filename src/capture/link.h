/* Link types between the numbers of files and those of libpcap. */
#ifndef TS_CAPTURE_LINK_H
#define TS_CAPTURE_LINK_H

#include <stdint.h>

/* The DLT_ of a LINKTYPE_; -1 where there can be none. */
int link_dlt(uint32_t link);

#endif
