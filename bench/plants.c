/* Only trails that must be reported where they are met: see spec rules S2, D3 and H13. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "plants.h"

enum { DRAWN = 4000 };

static const char *const names[] = {
#define PLANT_NAME(id, name) name,
	PLANT_KINDS(PLANT_NAME)
#undef PLANT_NAME
};

const char *plant_name(enum plant_kind kind)
{
	return names[kind];
}

static void add(struct plants *p, enum plant_kind kind, const char *key)
{
	struct plant x = { .kind = kind, .key = key };
	if (kind == PLANT_ADDRESS || kind == PLANT_SOURCE || kind == PLANT_PING)
		address_parse(text_of(key), &x.address);
	p->list = grow(p->list, p->n, &p->room, sizeof(*p->list));
	p->list[p->n++] = x;
}

void plants_shipped(struct plants *p)
{
	static const char *const domains[] = { "avsvmcloud.com", "thedoccloud.com",
		"mypremierfutbol.com", "toknowall.com", "1dnscontrol.com", "comeinbaby.com",
		"hugesoft.org", "svchost-update.com", "visualstudiofactory.com", "linuxkrnl.net",
		"iuqerfsodp9ifjaposdfjhgosurijfaewrwergwea.com", "pool.supportxmr.com", "onion.ws",
		"init.icloud-analysis.com", "search.namequery.com", "superfish.com" };
	static const char *const addresses[] = { "136.161.101.53", "221.8.69.25", "38.229.70.125",
		"199.2.137.20", "148.81.111.111", "20.140.0.1", "142.0.36.234", "87.106.24.200" };
	static const char *const scanners[] = { "198.20.69.74", "71.6.135.131", "66.240.236.119",
		"184.105.139.67" };
	static const char *const paths[] = { "/b374k.php", "/c99.php", "/r57.php", "/wso.php" };
	for (size_t i = 0; i < 16; i++) {
		add(p, PLANT_DNS, domains[i]);
		add(p, PLANT_HOST, domains[i]);
		add(p, PLANT_SNI, domains[i]);
	}
	for (size_t i = 0; i < 8; i++) {
		add(p, PLANT_ADDRESS, addresses[i]);
		add(p, PLANT_PING, addresses[i]);
	}
	for (size_t i = 0; i < 4; i++) {
		add(p, PLANT_SOURCE, scanners[i]);
		add(p, PLANT_PATH, paths[i]);
	}
}

static bool only(struct text t, const char *allowed)
{
	for (size_t i = 0; i < t.n; i++) {
		char c = t.s[i];
		if (!(c >= 'a' && c <= 'z') && !ascii_digit(c) && !strchr(allowed, c))
			return false;
	}
	return t.n > 0;
}

static bool address_and_port(struct text key, struct plant *out)
{
	size_t colon = text_find_last(key, ':');
	uint64_t port;
	if (colon == TEXT_NONE || !address_parse(text_head(key, colon), &out->address) ||
	    out->address.version != 4 || !text_number(text_from(key, colon + 1), 65535, &port) ||
	    port == 53)
		return false;
	out->port = (uint16_t)port;
	return port != 0;
}

/* What can be planted for a key, if anything. */
static bool classify(struct text key, uint64_t choice, struct plant *out)
{
	static const enum plant_kind of_name[] = { PLANT_DNS, PLANT_DNS, PLANT_HOST, PLANT_SNI };
	static const enum plant_kind of_address[] = { PLANT_ADDRESS, PLANT_ADDRESS, PLANT_PING };
	size_t dot = text_find_last(key, '.');
	*out = (struct plant) { .kind = PLANT_PATH };
	if (address_parse(key, &out->address)) {
		out->kind = of_address[choice % 3];
		return true;
	}
	if (address_and_port(key, out)) {
		out->kind = PLANT_PORT;
		return true;
	}
	out->address.version = 0;
	if (key.n > 1 && key.n < 200 && key.s[0] == '/')
		return only(key, "/._-") && key.s[key.n - 1] != '/' &&
		    text_find(key, TEXT("//")) == TEXT_NONE;
	out->kind = of_name[choice % 4];
	return only(key, ".-") && key.n < 200 && dot != TEXT_NONE && dot + 1 < key.n &&
	    ascii_letter(key.s[dot + 1]);
}

/* Rows whose events the rules hold back in some of the places where they are planted. */
static bool held_back(struct text row)
{
	static const struct text words[] = { TEXT("dynamic"), TEXT("free web"), TEXT("parking"),
		TEXT("attacker"), TEXT("suspicious"), TEXT("sinkhole") };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (text_find(row, words[i]) != TEXT_NONE)
			return true;
	}
	return false;
}

/* Every row has the same chance to be among the DRAWN ones. */
static void draw(struct plants *p, struct plant x, struct text key, uint64_t seen, uint64_t *random)
{
	uint64_t place = seen <= DRAWN ? seen - 1 : random_next(random) % seen;
	if (place >= DRAWN)
		return;
	x.key = arena_text(&p->arena, key).s;
	if (place == p->n) {
		p->list = grow(p->list, p->n, &p->room, sizeof(*p->list));
		p->n++;
	}
	p->list[place] = x;
}

bool plants_read(struct plants *p, const char *path, uint64_t *random)
{
	FILE *in = fopen(path, "rb");
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	uint64_t seen = 0;
	while (in && (n = getline(&line, &room, in)) > 0) {
		struct text rest = { line, (size_t)n };
		struct plant x;
		if (held_back(rest))
			continue;
		struct text key = text_split(&rest, ',');
		if (classify(key, random_next(random), &x))
			draw(p, x, key, ++seen, random);
	}
	free(line);
	if (in)
		fclose(in);
	return p->n > 0;
}

void plants_free(struct plants *p)
{
	free(p->list);
	arena_free(&p->arena);
}
