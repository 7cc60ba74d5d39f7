/* What the configuration says to "trails update". spec/outputs-and-config.md 10. */
#ifndef TS_COMMANDS_UPDATE_CONFIG_H
#define TS_COMMANDS_UPDATE_CONFIG_H

#include "commands/config_file.h"
#include "trails/feeds.h"

struct pattern;

/* A zeroed one says nothing; what is not said is empty, NULL or false. */
struct update_config {
	struct config_file file;
	struct config_option server; /* URL of a ready trails.csv */
	struct text disabled;        /* names of feeds that are left out */
	const char *own_trails;      /* folder of the user's lists */
	struct feed urls;            /* lists of the user's elsewhere; none where it has no URL */
	uint64_t minimum;            /* feeds that must agree on an address */
	bool has_minimum, offline;
	struct pattern *left_out; /* infos of trails that are left out */
};

/* Reads the usual files. -1, or the status to end with. update_config_free() frees, also after a failure. */
int update_config_read(struct update_config *u);
void update_config_free(struct update_config *u);

/* Disables feeds, and adds the user's own lists elsewhere behind the others, where they go before these. */
void update_config_apply(const struct update_config *u, struct feeds *feeds);

/* Whether the feed of that name is left out. */
bool update_config_disables(const struct update_config *u, struct text name);

/* For builder_leave_out_infos(): whether left_out, which is the context, is found in it. */
bool update_config_leaves_out(void *context, struct text info);

#endif
