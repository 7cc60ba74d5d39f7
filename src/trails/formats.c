/* Every import format. */
#include <config.h>

#include "trails/import_private.h"

/* The list comes last: it is what everything can be. */
const struct import_format *const import_formats[] = {
	&import_stix,
	&import_misp,
	&import_misp_all,
	&import_warnings,
	&import_threatfox,
	&import_urlhaus,
	&import_tor,
	&import_openioc,
	&import_rules,
	&import_zeek,
	&import_misp_csv,
	&import_misp_csv_all,
	&import_urlhaus_csv,
	&import_threatfox_csv,
	&import_feodo,
	&import_sslbl,
	&import_urlhaus_text,
	&import_drop,
	&import_rpz,
	&import_adblock,
	&import_hosts,
	&import_iprep,
	&import_dataset,
	&import_json,
	&import_rows,
	&import_csv,
	&import_agents,
	&import_pairs,
	&import_whitelist,
	&import_agent_patterns,
	&import_ignore,
	&import_list,
	NULL,
};

const struct import_format *import_format_of(struct text name)
{
	for (size_t i = 0; import_formats[i]; i++)
		if (text_is(text_of(import_formats[i]->name), name))
			return import_formats[i];
	return NULL;
}

const struct import_format *import_recognise(struct text head, struct text name)
{
	size_t i = 0;
	while (!import_formats[i]->is || !import_formats[i]->is(head, name))
		i++;
	return import_formats[i];
}
