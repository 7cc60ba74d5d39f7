/* Cells that several tables have: values, addresses, ports, times, labels. threats.md 6. */
#ifndef TS_BROWSER_CELLS_H
#define TS_BROWSER_CELLS_H

#include "browser/canvas.h"
#include "case/view.h"

/* Each draws into width columns of a row. */
struct spot {
	struct canvas *c;
	int row, at, width;
	bool dim; /* all of it, whatever its own style */
};

void cell_text(const struct spot *s, enum style style, struct text t);
void cell_right(const struct spot *s, enum style style, struct text t);

/* The first of them, and "+N" for others. */
void cell_values(const struct spot *s, enum style style, const struct case_values *v);
void cell_addresses(const struct spot *s, const struct case_values *v);
void cell_ports(const struct spot *s, const struct case_values *v, struct text proto);

/* "02nd 03:04:05". */
void cell_time(const struct spot *s, int64_t ns);

/* A threat's id on the colour that it names. */
void cell_threat(const struct spot *s, struct text id);
void cell_severity(const struct spot *s, enum severity severity);
void cell_type(const struct spot *s, struct text type);

/* All where there is room, else without the parts in parentheses, for which "…" stands. */
void cell_trail(const struct spot *s, struct text trail);

/* Its source, and how many others have it, too. */
void cell_reference(const struct spot *s, struct text reference);
void cell_bins(const struct spot *s, const uint64_t bins[SPARK_BINS]);

/* "443 (https)", or the number alone. */
void port_text(struct buf *out, struct text port, struct text proto);
bool port_is_risky(struct text port);

#endif
