/* Keys ask for requests; this one table makes the key map, the help, the manual and the completion. */
#ifndef TS_BROWSER_REQUEST_H
#define TS_BROWSER_REQUEST_H

#include "base/text.h"

enum request_group { GROUP_MOVE, GROUP_LOOK, GROUP_FIND, GROUP_TRIAGE, GROUP_OUT, GROUP_PROGRAM };

/* id, group, keys (as scripts spell them, separated by spaces), help */
/* clang-format off */
#define REQUESTS(x) \
	x(UP, MOVE, "Up k", "one row up") \
	x(DOWN, MOVE, "Down j", "one row down") \
	x(LEFT, MOVE, "Left h", "the cell to the left") \
	x(RIGHT, MOVE, "Right l", "the cell to the right") \
	x(PAGE_UP, MOVE, "PageUp ^B", "a page up") \
	x(PAGE_DOWN, MOVE, "PageDown ^F", "a page down") \
	x(FIRST, MOVE, "Home g", "the first row") \
	x(LAST, MOVE, "End G", "the last row") \
	x(LOOK, LOOK, "Space", "all of the cell: values, names, country") \
	x(OPEN, LOOK, "Enter", "details, then events, then the packet") \
	x(BACK, LOOK, "Esc Backspace", "back; in a prompt: give up") \
	x(EVENTS, LOOK, "v", "events of the threat") \
	x(ALL_EVENTS, LOOK, "V", "all events, by time") \
	x(PACKET, LOOK, "p", "the packet") \
	x(CHART_THREATS, LOOK, "1", "chart: threats") \
	x(CHART_EVENTS, LOOK, "2", "chart: events over time by type") \
	x(CHART_SEVERITY, LOOK, "3", "chart: severity") \
	x(CHART_SOURCES, LOOK, "4", "chart: sources") \
	x(CHART_TRAILS, LOOK, "5", "chart: trails") \
	x(CHART_COUNTRIES, LOOK, "6", "chart: countries") \
	x(TIMELINE, LOOK, "D", "timeline: days") \
	x(HOSTS, LOOK, "w", "hosts: internal addresses, worst first") \
	x(INPUTS, LOOK, "I", "inputs: coverage and damage") \
	x(LOOK_UPS, LOOK, "o", "addresses to look the value up, to copy") \
	x(FILTER, FIND, "/", "filter") \
	x(NEXT, FIND, "n", "next row with the text that was filtered or searched for last") \
	x(PREVIOUS, FIND, "N", "previous row with it") \
	x(FILTER_CELL, FIND, "f", "only rows with this cell's value") \
	x(EXCLUDE_CELL, FIND, "F", "only rows without it") \
	x(UNFILTER, FIND, "u", "take the last filter away") \
	x(VIEWS, FIND, "W", "saved views: choose, save, remove") \
	x(SORT, FIND, "s", "sort by a column") \
	x(REVERSE, FIND, "r", "reverse the order") \
	x(DAY_BEFORE, FIND, "[", "the day before") \
	x(DAY_AFTER, FIND, "]", "the day after") \
	x(MOVE_LEFT, FIND, "<", "move the column to the left") \
	x(MOVE_RIGHT, FIND, ">", "move the column to the right") \
	x(NARROW, FIND, "-", "narrow the column") \
	x(WIDEN, FIND, "+ =", "widen the column") \
	x(HIDE_COLUMN, FIND, "C", "hide or show columns") \
	x(FREEZE, FIND, "z", "freeze the columns up to here") \
	x(MARK, TRIAGE, "m", "mark the row; triage and evidence then mean all marked ones") \
	x(TAG, TRIAGE, "t", "add a tag") \
	x(UNTAG, TRIAGE, "T", "remove a tag") \
	x(NOTE, TRIAGE, "c", "write a note") \
	x(HIDE, TRIAGE, "H", "hide the threat, or show it again") \
	x(REVEAL, TRIAGE, "R", "show hidden threats, or not") \
	x(INVESTIGATING, TRIAGE, "i", "status: investigating") \
	x(RESOLVED, TRIAGE, "d", "status: resolved") \
	x(FALSE_POSITIVE, TRIAGE, "a", "status: false positive") \
	x(NEW, TRIAGE, "0", "status: new") \
	x(UNDO, TRIAGE, "U", "undo the last change of triage") \
	x(COPY, OUT, "y", "copy the cell") \
	x(COPY_ROW, OUT, "Y", "copy the row") \
	x(EXPORT, OUT, "e", "export this view: csv, json or ioc") \
	x(EVIDENCE, OUT, "x", "evidence: frames of the marked threats as pcapng") \
	x(HELP, PROGRAM, "? F1", "help") \
	x(REDRAW, PROGRAM, "^L", "draw the screen again") \
	x(SUSPEND, PROGRAM, "^Z", "suspend") \
	x(QUIT, PROGRAM, "q", "quit, or back from a view") \
	x(QUIT_NOW, PROGRAM, "Q", "quit at once")
/* clang-format on */
#define REQUEST_ENUM(id, group, keys, help) REQUEST_##id,
enum request { REQUEST_NONE, REQUESTS(REQUEST_ENUM) REQUEST_COUNT };
#undef REQUEST_ENUM

struct request_row {
	enum request request;
	enum request_group group;
	const char *keys, *help;
};
extern const struct request_row request_rows[]; /* ends with REQUEST_NONE */

/* What came in: a key, a click, another size. */
enum input_kind {
	INPUT_KEY,
	INPUT_CLICK,
	INPUT_DOUBLE_CLICK,
	INPUT_WHEEL_UP,
	INPUT_WHEEL_DOWN,
	INPUT_RESIZE
};

/* Keys that are no characters stand above them. */
enum key {
	KEY_TS_FIRST = 0x110000,
	KEY_TS_UP,
	KEY_TS_DOWN,
	KEY_TS_LEFT,
	KEY_TS_RIGHT,
	KEY_TS_PAGE_UP,
	KEY_TS_PAGE_DOWN,
	KEY_TS_HOME,
	KEY_TS_END,
	KEY_TS_ENTER,
	KEY_TS_ESCAPE,
	KEY_TS_BACKSPACE,
	KEY_TS_DELETE,
	KEY_TS_TAB,
	KEY_TS_BACKTAB,
	KEY_TS_F1,
};

struct input {
	enum input_kind kind;
	uint32_t key;         /* a character or enum key */
	enum request request; /* what the key asks for outside of prompts; NONE: nothing */
	int row, column;      /* of a click; rows and columns of a resize */
};

enum request request_of_key(uint32_t key);

/* "Up", "^F", "x": as scripts, help and the manual spell a key; script_key reads one at the start of *t: a
 * character, or a name in <>. False at the end, or where the name is unknown. */
bool script_key(struct text *t, struct input *out);

#endif
