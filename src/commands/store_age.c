/* A list that is months old finds little of what is new: who scans with it is told. */
#include <config.h>

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "commands/chosen_trails.h"
#include "commands/store_age.h"
#include "trails/feeds.h"

enum { DAY = 86400, PATH_MOST = 1000 };

static uint64_t update_period(struct config_file *config)
{
	struct config_option option;
	uint64_t seconds = DAY;
	if (config_option(config, "UPDATE_PERIOD", &option) &&
	    !text_number(option.value, INT64_MAX, &seconds)) {
		complain(0, "%.*s: UPDATE_PERIOD wants seconds, not \"%.*s\"",
		    (int)text_head(option.from, PATH_MOST).n, option.from.s,
		    (int)text_head(option.value, 100).n, option.value.s);
		seconds = DAY;
	}
	return seconds;
}

void store_age_tell(const struct trails *t, const struct list *named, struct config_file *config)
{
	struct timespec now;
	uint64_t period = update_period(config);
	clock_gettime(CLOCK_REALTIME, &now);
	for (size_t i = 0; period && i < trails_stores(t); i++) {
		bool shipped;
		struct stat st;
		const char *path = named->count ? named->items[i] : "default";
		if (strcmp(path, "default") == 0)
			path = default_store(&shipped);
		if (!path || !feeds_made(trails_store(t, i)) || stat(path, &st) != 0)
			continue;
		int64_t age = (int64_t)now.tv_sec - (int64_t)st.st_mtime;
		if (age > 0 && (uint64_t)age > period)
			complain(0, "%s is %lld %s old; \"trailsift trails update\" renews it",
			    path, (long long)(age >= 2 * DAY ? age / DAY : age / 3600),
			    age >= 2 * DAY ? "days" : "hours");
	}
}
