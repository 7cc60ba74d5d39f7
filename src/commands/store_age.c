/* A list that is months old finds little of what is new: who scans with it is told. */
#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "commands/chosen_trails.h"
#include "commands/store_age.h"
#include "trails/feeds.h"

enum { DAY = 86400 };

static uint64_t update_period(void)
{
	static const char *const names[] = { "TRAILSIFT_UPDATE_PERIOD", "MALTRAIL_UPDATE_PERIOD" };
	uint64_t seconds;
	for (size_t i = 0; i < 2; i++) {
		const char *value = getenv(names[i]);
		if (value && text_number(text_of(value), INT64_MAX, &seconds))
			return seconds;
	}
	return DAY;
}

void store_age_tell(const struct trails *t, const struct list *named)
{
	struct timespec now;
	uint64_t period = update_period();
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
