/* What the shared options mean, and which values are wrong use. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "capture/capture.h"
#include "commands/run_options.h"
#include "commands/values.h"
#include "detect/agents.h"
#include "detect/pattern.h"

enum { EVENTS_PER_THREAT = 10000 };

#define MEMORY (UINT64_C(512) << 20)
#define MEMORY_LEAST (UINT64_C(16) << 20)
#define MEMORY_MOST (UINT64_C(1) << 40)

void run_options_begin(struct run_options *r)
{
	*r = (struct run_options) { .events_per_threat = EVENTS_PER_THREAT, .memory = MEMORY };
}

void run_options_free(struct run_options *r)
{
	free(r->trails.items);
	free(r->whitelists.items);
	free(r->ignores.items);
	pattern_free(r->ignore);
	config_file_free(&r->config);
	free(r->outputs);
	agents_free(r->agents);
}

static int add_output(struct run_options *r, const char *value)
{
	struct run_output out;
	struct fault f;
	out.format = report_choose(value, &out.file, &f);
	if (!out.format)
		return complain(STATUS_USAGE, "%s", f.text);
	if (strcmp(out.file, "-") == 0) {
		if (r->to_stdout)
			return complain(STATUS_USAGE, "only one report can go to standard output");
		r->to_stdout = true;
	}
	r->outputs = grow(r->outputs, r->output_count, &r->output_room, sizeof(*r->outputs));
	r->outputs[r->output_count++] = out;
	return -1;
}

static int set_case(struct run_options *r, const char *path)
{
	struct text t = text_of(path);
	if (text_ends(t, TEXT(".pcap")) || text_ends(t, TEXT(".pcapng")))
		return complain(STATUS_USAGE,
		    "-w names the case to keep (say, \"-w incident.case\"); frames are kept with --save");
	r->case_path = path;
	return -1;
}

static int set_save(struct run_options *r, const struct options *o)
{
	if (strcmp(o->value, "-") == 0)
		return complain(STATUS_USAGE, "--save wants a file, not standard output");
	r->save_path = o->value;
	r->save_all = o->word != NULL;
	return -1;
}

static int set_filter(struct run_options *r, const char *filter)
{
	struct fault f;
	if (!capture_check_filter(filter, &f))
		return complain(STATUS_USAGE, "%s", f.text);
	r->filter = filter;
	return -1;
}

static int set_events(struct run_options *r, const char *value)
{
	if (!text_number(text_of(value), INT64_MAX, &r->events_per_threat))
		return complain(
		    STATUS_USAGE, "--events-per-threat wants a number, not \"%s\"", value);
	return -1;
}

static int set_memory(struct run_options *r, const char *value)
{
	if (!value_size(value, MEMORY_MOST, &r->memory) || r->memory < MEMORY_LEAST)
		return complain(STATUS_USAGE,
		    "--memory wants a size from 16M to 1024G, such as 512M, not \"%s\"", value);
	return -1;
}

static int complain_of_heuristic(struct text word)
{
	struct buf names;
	buf_init(&names, 4096);
	for (size_t i = 0; i < heuristics_count(); i++)
		buf_format(&names, "%s%s", i ? ", " : "", heuristic_name(i));
	int status = complain(STATUS_USAGE, "there is no heuristic \"%.*s\"; there are: %s",
	    (int)text_head(word, 100).n, word.s, buf_string(&names));
	buf_free(&names);
	return status;
}

/* Names with commas or spaces between them. */
static int choose_heuristics(struct run_options *r, const char *value, bool on)
{
	for (const char *w = value + strspn(value, ", "); *w; w += strspn(w, ", ")) {
		struct text word = { w, strcspn(w, ", ") };
		if (!heuristic_choose(&r->heuristics, word, on))
			return complain_of_heuristic(word);
		w += word.n;
	}
	return -1;
}

static int add_agents(struct run_options *r, const char *path)
{
	struct fault f;
	bool none = strcmp(path, "none") == 0;
	r->no_agents |= none;
	if (!r->agents || none) {
		agents_free(r->agents);
		r->agents = agents_new();
		if (!none)
			agents_add_shipped(r->agents);
	}
	if (!none && !agents_add_file(r->agents, path, &f))
		return complain(STATUS_USAGE, "%s", f.text);
	return -1;
}

static int take_networks(struct run_options *r, const char *value)
{
	if (!address_set_local(text_of(value)))
		return complain(STATUS_USAGE,
		    "--local-networks %s: networks are wanted, with commas between them, at most %d: "
		    "203.0.113.0/24,2001:db8::/32",
		    value, ADDRESS_NETWORKS);
	r->local_networks = value;
	return -1;
}

int run_option_take(struct run_options *r, const struct options *o)
{
	if (option_is(o, "trails"))
		list_add(&r->trails, o->value);
	else if (option_is(o, "whitelist"))
		list_add(&r->whitelists, o->value);
	else if (option_is(o, "ignore"))
		list_add(&r->ignores, o->value);
	else if (option_is(o, "user-agents"))
		return add_agents(r, o->value);
	else if (option_is(o, "local-networks"))
		return take_networks(r, o->value);
	else if (option_is(o, "enable"))
		return choose_heuristics(r, o->value, true);
	else if (option_is(o, "disable"))
		return choose_heuristics(r, o->value, false);
	else if (option_is(o, "case"))
		return set_case(r, o->value);
	else if (option_is(o, "output"))
		return add_output(r, o->value);
	else if (option_is(o, "filter"))
		return set_filter(r, o->value);
	else if (option_is(o, "sensor"))
		r->sensor = o->value;
	else if (option_is(o, "events-per-threat"))
		return set_events(r, o->value);
	else if (option_is(o, "memory"))
		return set_memory(r, o->value);
	else if (option_is(o, "save"))
		return set_save(r, o);
	else if (option_is(o, "show-suppressed"))
		r->show_suppressed = true;
	else if (option_is(o, "force"))
		r->force = true;
	else if (option_is(o, "no-progress"))
		r->no_progress = true;
	return -1;
}

int run_options_check(const struct run_options *r)
{
	if (r->case_path && r->save_path && strcmp(r->case_path, r->save_path) == 0)
		return complain(STATUS_USAGE, "-w and --save name the same file");
	return -1;
}

bool reads_like_filter(const char *words)
{
	static const char *const known[] = { "tcp", "udp", "icmp", "icmp6", "ip", "ip6", "arp",
		"ether", "vlan", "host", "net", "port", "portrange", "src", "dst", "proto", "and",
		"or", "not" };
	static const char between[] = " \t\n()!=";
	for (const char *w = words + strspn(words, between); *w; w += strspn(w, between)) {
		size_t n = strcspn(w, between);
		for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if (strlen(known[i]) == n && strncmp(w, known[i], n) == 0)
				return true;
		w += n;
	}
	return false;
}
