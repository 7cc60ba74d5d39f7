/* trailsift trails update: feeds are downloaded, and with the trails that ship and the user's own become his
 * store. spec/trails.md 3, 4, 7. */
#include <config.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/outfile.h"
#include "commands/commands.h"
#include "commands/feed_cache.h"
#include "commands/feed_places.h"
#include "commands/fetching.h"
#include "commands/list.h"
#include "commands/signals.h"
#include "commands/store_file.h"
#include "commands/trails.h"
#include "commands/update_config.h"
#include "trails/import.h"

enum { MINIMUM_FEEDS = 3, PATH_MOST = 16 << 10 };

static const struct option_row rows[] = {
	{ 'o', "output", "STORE", "the store to write instead of the user's own" },
	{ 0, "offline", NULL, "download nothing: what was downloaded before" },
	{ 0, "only", "NAME,...", "download these feeds; of the others what was downloaded before" },
	{ 0, "feeds", "FILE", "definitions of feeds instead of the usual ones; repeatable" },
	{ 0, "server", "URL",
	    "no feeds, but a ready trails.csv, say of a Maltrail server; none: feeds" },
	{ 0, "minimum-feeds", "N", "feeds that must agree on an address (default 3)" },
	{ 0, "dry-run", NULL, "say what would be downloaded" },
	{ 0, "force", NULL,
	    "download what is unchanged, take what shrank, replace what another made" },
	COMMON_OPTIONS,
	{ 0, NULL, NULL, NULL },
};

struct settings {
	struct common common;
	const char *output, *server, *server_from; /* from: where its option stands, "" */
	struct update_config config;
	struct list definitions;
	struct text only; /* names between commas; empty: all */
	uint64_t minimum;
	bool has_minimum, offline, dry_run, force;
};

struct update {
	const struct settings *s;
	struct feeds feeds;
	struct feed_cache cache;
	struct buf store, place; /* paths */
	size_t failed, tried;
	bool own; /* the user's own lists are being read */
};

static int take_option(void *settings, const struct options *o)
{
	struct settings *s = settings;
	if (!o->row)
		return complain(STATUS_USAGE, "trails update: takes no \"%s\"", o->value);
	if (option_is(o, "output"))
		s->output = o->value;
	else if (option_is(o, "offline"))
		s->offline = true;
	else if (option_is(o, "only"))
		s->only = text_of(o->value);
	else if (option_is(o, "feeds"))
		list_add(&s->definitions, o->value);
	else if (option_is(o, "server"))
		s->server = o->value;
	else if (option_is(o, "dry-run"))
		s->dry_run = true;
	else if (option_is(o, "force"))
		s->force = true;
	else if (!(s->has_minimum = text_number(text_of(o->value), 1000, &s->minimum)))
		return complain(STATUS_USAGE,
		    "trails update: --minimum-feeds wants a number, not \"%s\"", o->value);
	return -1;
}

/* --- which feeds */

static bool read_definitions(struct update *u, struct fault *f)
{
	const struct settings *s = u->s;
	for (size_t i = 0; i < s->definitions.count; i++)
		if (!feeds_read(&u->feeds, s->definitions.items[i], f))
			return false;
	if (s->definitions.count)
		return true;
	const char *shipped = place_feeds(&u->place);
	if (shipped && !feeds_read(&u->feeds, shipped, f))
		return false;
	const char *own = place_own_feeds(&u->place);
	return !own || access(own, F_OK) != 0 || feeds_read(&u->feeds, own, f);
}

/* A server's trails.csv is a feed like others. */
static int define_server(struct update *u)
{
	struct text url = text_of(u->s->server);
	static struct feed server;
	if (!text_starts(url, TEXT("http://")) && !text_starts(url, TEXT("https://")))
		return complain(STATUS_USAGE, "%s%s wants an http or https URL", u->s->server_from,
		    *u->s->server_from ? ": UPDATE_SERVER" : "trails update: --server");
	server = (struct feed) { .name = TEXT("server"),
		.urls = { .list = { url }, .count = 1 },
		.marker = TEXT(","),
		.format = import_format_of(TEXT("trails.csv")) };
	u->feeds.list = grow(NULL, 0, &u->feeds.room, sizeof(server));
	u->feeds.list[u->feeds.count++] = server;
	return -1;
}

/* Only those that --only names are downloaded. */
static int choose(struct update *u)
{
	struct text rest = u->s->only;
	for (size_t i = 0; rest.n && i < u->cache.count; i++)
		u->cache.parts[i].wanted = false;
	while (rest.n) {
		struct text name = text_trim(text_split(&rest, ','));
		const struct feed *feed = feeds_find(&u->feeds, name);
		if (!feed || feed->disabled)
			return complain(STATUS_USAGE,
			    feed ? "trails update: feed %.*s is not enabled"
				 : "trails update: there is no feed \"%.*s\"",
			    (int)(name.n & 1023), name.s);
		for (size_t i = 0; i < u->cache.count; i++)
			if (u->cache.parts[i].feed == feed)
				u->cache.parts[i].wanted = true;
		if (!rest.s)
			break;
	}
	return -1;
}

/* --- downloading */

static struct text url_of(const struct feed_part *p)
{
	return p->feed->urls.list[p->url];
}

static void say_part(const struct update *u, const struct feed_part *p, const char *what)
{
	if (!u->s->common.quiet)
		complain(0, "%s: %s, %llu trails", p->id, what, (unsigned long long)p->trails);
}

/* Whether another URL stands in for the one that failed. */
static bool goes_on(const struct feed_part *p)
{
	return p->feed->fallback && p->url + 1 < p->feed->urls.count;
}

static void say_failed(struct update *u, struct feed_part *p, const char *why)
{
	if (goes_on(p)) {
		p->url++;
		complain(
		    0, "%s: %s; trying %.*s", p->id, why, (int)(url_of(p).n & 4095), url_of(p).s);
		return;
	}
	p->wanted = false;
	u->failed++;
	complain(0, "%s: %s; %s", p->id, why,
	    p->there ? "what was there before stays" : "there is nothing of it");
}

static void take_result(void *context, const struct fetched *line)
{
	struct update *u = context;
	struct fault f;
	struct feed_part *p = feed_cache_find(&u->cache, line->id);
	if (!p || !p->wanted)
		return;
	if (text_is(line->result, TEXT("unchanged")) && p->there) {
		p->wanted = false;
		say_part(u, p, "unchanged");
	} else if (!text_is(line->result, TEXT("ok"))) {
		struct buf why;
		buf_init(&why, 1024);
		buf_add(&why, line->why.n ? line->why : line->result);
		say_failed(u, p, buf_string(&why));
		buf_free(&why);
	} else if (!feed_cache_take(p, line->etag, line->modified, u->s->force, &f)) {
		say_failed(u, p, f.text);
	} else {
		p->wanted = false;
		say_part(u, p, "new");
	}
}

/* A line for trailsift-fetch: only what came from this URL is asked for conditionally. */
static void add_job(const struct update *u, struct buf *out, const struct feed_part *p)
{
	bool known =
	    p->there && p->trails && !u->s->force && text_is(buf_text(&p->source), url_of(p));
	buf_format(out, "%s\t", p->id);
	buf_add(out, url_of(p));
	buf_format(out, "\t%s\t", p->fresh);
	buf_add(out, known ? buf_text(&p->etag) : TEXT(""));
	buf_char(out, '\t');
	buf_add(out, known ? buf_text(&p->modified) : TEXT(""));
	buf_char(out, '\t');
	if (p->feed->most)
		buf_number(out, p->feed->most);
	buf_char(out, '\t');
	if (p->feed->timeout)
		buf_number(out, p->feed->timeout);
	buf_char(out, '\n');
}

/* All that is wanted, once. *count: how many that were. */
static bool run_round(struct update *u, size_t *count, struct fault *f)
{
	struct buf jobs, path;
	*count = 0;
	buf_init(&jobs, SIZE_MAX / 2);
	buf_init(&path, PATH_MOST);
	buf_format(&path, "%s/jobs.new", u->cache.folder);
	for (size_t i = 0; i < u->cache.count; i++)
		if (u->cache.parts[i].wanted) {
			add_job(u, &jobs, &u->cache.parts[i]);
			++*count;
		}
	struct outfile *out = *count ? outfile_begin(buf_string(&path), f) : NULL;
	bool good = *count == 0 || out;
	if (out) {
		outfile_add(out, buf_text(&jobs));
		good = outfile_commit(out, f) && fetching_run(buf_string(&path), take_result, u, f);
		unlink(buf_string(&path));
	}
	buf_free(&jobs);
	buf_free(&path);
	return good;
}

/* Rounds until no URL is left that stands in for another one. */
static bool download(struct update *u, struct fault *f)
{
	size_t count = 1;
	for (size_t i = 0; i < u->cache.count; i++)
		u->tried += u->cache.parts[i].wanted;
	while (count && !signals_stop)
		if (!run_round(u, &count, f))
			return false;
	return !signals_stop || fault_set(f, "interrupted; the store stays as it was");
}

/* --- building */

/* Skipped lines of feeds are everyday; those of the user's own lists are not. */
static void say_skipped(void *context, const char *line)
{
	const struct update *u = context;
	if (u->own || u->s->common.verbose)
		fprintf(stderr, "trailsift: %s\n", line);
}

static bool has_lists(const char *folder)
{
	DIR *list = folder ? opendir(folder) : NULL;
	struct dirent *d;
	bool found = false;
	while (list && !found && (d = readdir(list)) != NULL)
		found = d->d_name[0] != '.';
	if (list)
		closedir(list);
	return found;
}

/* A fault in them is told, and the others go on. */
static void add_own(struct update *u, struct builder *b)
{
	struct fault f;
	const char *own = place_own_trails(&u->place), *more = u->s->config.own_trails;
	u->own = true;
	if (has_lists(own) && !builder_add(b, own, &f)) {
		complain(0, "%s", f.text);
		u->failed++;
	}
	if (more && !builder_add(b, more, &f)) {
		complain(0, "%s", f.text);
		u->failed++;
	}
	u->own = false;
}

static bool add_sources(struct update *u, struct builder *b, struct fault *f)
{
	uint64_t used = 0;
	const char *networks = place_networks(&u->place);
	bool good = !networks || builder_leave_out(b, networks, f);
	builder_add_feeds_mark(b);
	for (size_t i = 0; good && i < u->cache.count; i++) {
		struct feed_part *p = &u->cache.parts[i];
		if (p->there)
			good =
			    builder_add_feed(b, p->feed, buf_text(&p->modified), p->path, &used, f);
	}
	if (good && !update_config_disables(&u->s->config, TEXT("custom")))
		add_own(u, b);
	bool bare = u->s->server || update_config_disables(&u->s->config, TEXT("static"));
	const char *shipped = bare ? NULL : place_shipped(&u->place);
	return good && (!shipped || builder_add(b, shipped, f));
}

static void say_done(struct update *u, const struct builder *b, uint64_t dropped)
{
	struct buf line;
	size_t there = 0;
	const char *path = buf_string(&u->store);
	if (u->s->common.quiet)
		return;
	for (size_t i = 0; i < u->cache.count; i++)
		there += u->cache.parts[i].there;
	buf_init(&line, 64 << 10);
	escape_terminal(&line, text_of(strcmp(path, "-") == 0 ? "standard output" : path));
	buf_format(&line,
	    ": %llu trails; %zu lists of feeds (%zu asked for, %zu failed), "
	    "%llu addresses left out that fewer than %llu feeds name",
	    (unsigned long long)builder_counts(b).trails, there, u->tried, u->failed,
	    (unsigned long long)dropped, (unsigned long long)u->s->minimum);
	fprintf(strcmp(path, "-") == 0 ? stderr : stdout, "%s\n", buf_string(&line));
	buf_free(&line);
}

static void leave_out(struct update *u, struct builder *b)
{
	uint64_t n = builder_leave_out_infos(b, update_config_leaves_out, u->s->config.left_out);
	if (n && !u->s->common.quiet)
		complain(
		    0, "%llu trails left out by DISABLED_TRAILS_INFO_REGEX", (unsigned long long)n);
}

static bool publish(struct update *u, struct fault *f)
{
	struct notices notices = { say_skipped, u };
	struct builder *b = builder_new(&notices);
	uint64_t dropped = 0;
	const char *path = buf_string(&u->store);
	bool good = add_sources(u, b, f);
	if (good && u->s->config.left_out)
		leave_out(u, b);
	if (good && !u->s->server)
		dropped = builder_settle(b, u->s->minimum);
	if (good && signals_stop)
		good = fault_set(f, "interrupted; the store stays as it was");
	if (good) {
		store_file_make_folders(path);
		struct outfile *out = outfile_begin(path, f);
		good = out != NULL;
		if (out) {
			builder_write(b, out);
			good = outfile_commit(out, f);
		}
	}
	if (good)
		say_done(u, b, dropped);
	builder_free(b);
	return good;
}

/* --- the command */

static int tell_plan(const struct update *u)
{
	for (size_t i = 0; i < u->cache.count; i++) {
		const struct feed_part *p = &u->cache.parts[i];
		bool asked = p->wanted && !u->s->offline;
		printf("%-20s %-9s %s%.*s\n", p->id,
		    !asked         ? "kept"
			: p->there ? "again"
				   : "download",
		    p->there || asked ? "" : "nothing of ", (int)(url_of(p).n & 4095), url_of(p).s);
	}
	return STATUS_DONE;
}

static bool holds_something(const struct feed_cache *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->parts[i].there)
			return true;
	return false;
}

static int update(struct update *u)
{
	struct fault f;
	signals_catch(false);
	if (!feed_cache_lock(&u->cache, u->s->common.quiet, &f))
		return complain(STATUS_FAILED, "%s", f.text);
	if (!u->s->offline && !download(u, &f))
		return complain(STATUS_FAILED, "%s", f.text);
	if (!holds_something(&u->cache))
		return complain(STATUS_FAILED, "nothing was downloaded; %s stays as it was",
		    buf_string(&u->store));
	if (!publish(u, &f))
		return complain(STATUS_FAILED, "%s", f.text);
	return u->failed ? STATUS_PARTIAL : STATUS_DONE;
}

/* What somebody made by hand is not replaced by what a timer makes. */
static bool may_replace(const char *path)
{
	struct fault f;
	if (store_file_is_precious(path)) {
		complain(0, "trails update: %s is no trail store; --force replaces it", path);
		return false;
	}
	struct store *s = store_is(path) ? store_open(path, &f) : NULL;
	bool other = s && !feeds_made(s);
	store_close(s);
	if (other)
		complain(0, "trails update: %s was not made by trails update; --force replaces it",
		    path);
	return !other;
}

/* The configuration, where the command line says nothing of it. */
static int configure(struct settings *s)
{
	bool feeds_named = s->definitions.count || s->only.n;
	if (s->server && feeds_named)
		return complain(STATUS_USAGE,
		    "trails update: --server stands alone, without --feeds and --only");
	int status = update_config_read(&s->config);
	if (status >= 0)
		return status;
	if (!s->server && !feeds_named && s->config.server.value.n) {
		s->server = s->config.server.value.s;
		s->server_from = s->config.server.from.s;
	}
	if (!s->has_minimum && s->config.has_minimum)
		s->minimum = s->config.minimum;
	if (s->server && strcmp(s->server, "none") == 0)
		s->server = NULL;
	s->offline |= s->config.offline && !s->server && !feeds_named;
	return -1;
}

static int prepare(struct update *u)
{
	struct fault f;
	const char *folder = place_cache(&u->place);
	const char *store = u->s->output ? u->s->output : place_store(&u->store);
	if (!folder || !store)
		return complain(STATUS_FAILED, "there is no home: set HOME");
	if (u->s->output)
		buf_add(&u->store, text_of(u->s->output));
	if (!u->s->force && !u->s->dry_run && !may_replace(buf_string(&u->store)))
		return STATUS_USAGE;
	if (u->s->server) {
		int status = define_server(u);
		if (status >= 0)
			return status;
	} else if (!read_definitions(u, &f)) {
		return complain(STATUS_FAILED, "%s", f.text);
	}
	feeds_sort(&u->feeds);
	if (!u->s->server)
		update_config_apply(&u->s->config, &u->feeds);
	feed_cache_open(&u->cache, place_cache(&u->place), &u->feeds);
	if (u->cache.count == 0)
		return complain(STATUS_FAILED, "there are no feeds; name definitions with --feeds");
	return choose(u);
}

static int run(int argc, char **argv)
{
	struct settings s = { .minimum = MINIMUM_FEEDS, .server_from = "" };
	struct update u = { .s = &s, .cache = { .lock = -1 } };
	buf_init(&u.store, PATH_MOST);
	buf_init(&u.place, PATH_MOST);
	int status = parse_options(&trails_update, argc, argv, &s.common, take_option, &s);
	if (status < 0)
		status = configure(&s);
	if (status < 0)
		status = prepare(&u);
	if (status < 0)
		status = s.dry_run ? tell_plan(&u) : update(&u);
	feed_cache_close(&u.cache);
	feeds_free(&u.feeds);
	buf_free(&u.store);
	buf_free(&u.place);
	free(s.definitions.items);
	update_config_free(&s.config);
	return status;
}

const struct command trails_update = { "trails update", "[-o STORE]",
	"download feeds and make the user's store of them", rows, run, false, NULL };
