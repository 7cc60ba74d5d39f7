/* Country and network of an address: libmaxminddb is used here and nowhere else. */
#include <config.h>

#include "browser/geo.h"

#include <stdlib.h>

#include "base/memory.h"

#ifdef HAVE_MAXMINDDB

#include <maxminddb.h>
#include <netinet/in.h>

struct geo {
	size_t count;
	MMDB_s files[];
};

struct geo *geo_open(const char *const *paths, size_t count, struct fault *f)
{
	struct geo *g = xcalloc(1, sizeof(*g) + count * sizeof(g->files[0]));
	for (; g->count < count; g->count++) {
		int code = MMDB_open(paths[g->count], MMDB_MODE_MMAP, &g->files[g->count]);
		if (code == MMDB_SUCCESS)
			continue;
		if (code == MMDB_IO_ERROR)
			fault_errno(f, "%s", paths[g->count]);
		else
			fault_set(f, "%s: %s; a MaxMind file (.mmdb) is wanted", paths[g->count],
			    MMDB_strerror(code));
		geo_close(g);
		return NULL;
	}
	return g;
}

void geo_close(struct geo *g)
{
	if (!g)
		return;
	while (g->count)
		MMDB_close(&g->files[--g->count]);
	free(g);
}

/* Text at a path of the entry; empty where there is none. */
static struct text text_at(MMDB_entry_s *entry, const char *const *path)
{
	MMDB_entry_data_s data;
	if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
	    data.type != MMDB_DATA_TYPE_UTF8_STRING)
		return TEXT("");
	return (struct text) { data.utf8_string, data.data_size };
}

static uint32_t number_at(MMDB_entry_s *entry, const char *const *path)
{
	MMDB_entry_data_s data;
	if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
	    data.type != MMDB_DATA_TYPE_UINT32)
		return 0;
	return data.uint32;
}

static void read_entry(MMDB_entry_s *entry, struct geo_place *out)
{
	static const char *const code[] = { "country", "iso_code", NULL };
	static const char *const name[] = { "country", "names", "en", NULL };
	static const char *const network[] = { "autonomous_system_organization", NULL };
	static const char *const number[] = { "autonomous_system_number", NULL };
	struct text letters = text_at(entry, code);
	if (!out->country[0] && letters.n == 2) {
		memcpy(out->country, letters.s, 2);
		out->name = text_at(entry, name);
	}
	if (!out->network.n)
		out->network = text_at(entry, network);
	if (!out->as_number)
		out->as_number = number_at(entry, number);
}

static void to_socket(const struct address *a, struct sockaddr_storage *out)
{
	*out = (struct sockaddr_storage) { .ss_family = a->version == 4 ? AF_INET : AF_INET6 };
	if (a->version == 4)
		memcpy(&((struct sockaddr_in *)out)->sin_addr, a->bytes, 4);
	else
		memcpy(&((struct sockaddr_in6 *)out)->sin6_addr, a->bytes, 16);
}

bool geo_find(const struct geo *g, const struct address *a, struct geo_place *out)
{
	struct sockaddr_storage address;
	*out = (struct geo_place) { .name = TEXT(""), .network = TEXT("") };
	if (!g || !a->version)
		return false;
	to_socket(a, &address);
	for (size_t i = 0; i < g->count; i++) {
		int code;
		MMDB_lookup_result_s found =
		    MMDB_lookup_sockaddr(&g->files[i], (const struct sockaddr *)&address, &code);
		if (code == MMDB_SUCCESS && found.found_entry)
			read_entry(&found.entry, out);
	}
	return out->country[0] || out->network.n || out->as_number;
}

#else

struct geo *geo_open(const char *const *paths, size_t count, struct fault *f)
{
	fault_set(
	    f, "%s: built without libmaxminddb, so countries are not known", count ? paths[0] : "");
	return NULL;
}

void geo_close(struct geo *g)
{
	free(g);
}

bool geo_find(const struct geo *g, const struct address *a, struct geo_place *out)
{
	(void)g, (void)a;
	*out = (struct geo_place) { .name = TEXT(""), .network = TEXT("") };
	return false;
}

#endif
