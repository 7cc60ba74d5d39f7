/* Reputations of addresses, as Suricata's iprep reads them: "address,category,score". */
#include <config.h>

#include "trails/key.h"
#include "trails/table.h"

enum { LOOKED_AT = 32, CATEGORY_MOST = 60, SCORE_MOST = 127 };

struct reputation {
	struct text address;
	uint64_t category, score;
};

static bool parse_reputation(struct text line, struct reputation *r)
{
	struct address a;
	unsigned bits;
	r->address = text_trim(text_split(&line, ','));
	struct text category = line.s ? text_trim(text_split(&line, ',')) : (struct text) { "", 0 };
	return line.s &&
	    (address_parse(r->address, &a) || key_parse_range(r->address, &a, &bits)) &&
	    text_number(category, CATEGORY_MOST, &r->category) &&
	    text_number(text_trim(line), SCORE_MOST, &r->score);
}

static void read_iprep(struct import *in)
{
	struct text line;
	struct reputation r;
	struct buf info;
	buf_init(&info, LIMIT_TRAIL_LINE);
	while (import_line(in, &line)) {
		line = text_trim(text_head(line, text_find_char(line, '#')));
		if (line.n == 0)
			continue;
		if (!parse_reputation(line, &r)) {
			import_skip(in, "not an address, a category and a score");
		} else if (r.score == 0) {
			import_skip(in, "a score of 0");
		} else {
			buf_clear(&info);
			buf_format(&info, "bad reputation (category %u)", (unsigned)r.category);
			import_value(in, r.address, buf_text(&info), TEXT(""));
		}
	}
	buf_free(&info);
}

static bool is_iprep(struct text head, struct text name)
{
	struct text line;
	struct reputation r;
	size_t seen = 0;
	(void)name;
	for (; seen < LOOKED_AT && table_content(&head, &line); seen++)
		if (!parse_reputation(line, &r))
			return false;
	return seen > 0;
}

const struct import_format import_iprep = { "suricata-iprep",
	"addresses, a category and a score, as Suricata's iprep has them", is_iprep, read_iprep };
