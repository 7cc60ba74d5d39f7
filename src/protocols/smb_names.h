/* Names in requests of SMB: what a client connects to, what it opens. MS-CIFS, MS-SMB, MS-SMB2. */
#ifndef TS_PROTOCOLS_SMB_NAMES_H
#define TS_PROTOCOLS_SMB_NAMES_H

#include "base/bytes.h"
#include "base/memory.h"
#include "protocols/fields.h"

enum {
	SMB1_HEAD = 32,
	SMB2_HEAD = 64,
	SMB_NAMES = 4, /* of one message at most */
};

struct smb_name {
	enum field_id field;
	struct text value; /* UTF-8, in the arena */
};

/* Whether the message that begins with a head of that size is a request that may have names. */
bool smb1_may_have_names(const uint8_t head[SMB1_HEAD]);
bool smb2_may_have_name(const uint8_t head[SMB2_HEAD]);

/* The names of a message that may have them, from its head on; how many. */
size_t smb1_read_names(struct text message, struct arena *arena, struct smb_name names[SMB_NAMES]);

/* The same of one of compounded requests; false where there is none. */
bool smb2_read_name(struct text request, struct arena *arena, struct smb_name *name);

#endif
