/* Options from rows, through getopt_long(3). */
#include <config.h>

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "commands/commands.h"

struct options_state {
	struct option *longs;
	char *shorts;
	bool ended; /* by "--": all that follows are arguments */
};

static size_t count_rows(const struct command *command)
{
	size_t n = 0;
	while (command->rows[n].name)
		n++;
	return n;
}

/* "[=WORD] FILE" */
static bool has_word(const struct option_row *row)
{
	return row->value && row->value[0] == '[';
}

static int argument_kind(const struct option_row *row)
{
	if (has_word(row))
		return optional_argument;
	return row->value ? required_argument : no_argument;
}

void options_begin(struct options *o, const struct command *command, int argc, char **argv)
{
	size_t n = count_rows(command), s = 0;
	struct options_state *state = xcalloc(1, sizeof(*state));
	state->longs = xcalloc(n + 1, sizeof(*state->longs));
	state->shorts = xmalloc(2 * n + 3);
	/* "-": arguments come in order, as the value of option 1; ":": faults are told by us. */
	state->shorts[s++] = '-';
	state->shorts[s++] = ':';
	for (size_t i = 0; i < n; i++) {
		const struct option_row *row = &command->rows[i];
		state->longs[i] =
		    (struct option) { row->name, argument_kind(row), NULL, 256 + (int)i };
		if (row->letter) {
			state->shorts[s++] = row->letter;
			if (row->value)
				state->shorts[s++] = ':';
		}
	}
	state->shorts[s] = '\0';
	*o = (struct options) { .command = command, .argc = argc, .argv = argv, .state = state };
	optind = 0;
	opterr = 0;
}

void options_end(struct options *o)
{
	free(o->state->longs);
	free(o->state->shorts);
	free(o->state);
}

static const struct option_row *row_of(const struct command *command, int code)
{
	if (code >= 256)
		return &command->rows[code - 256];
	for (const struct option_row *row = command->rows; row->name; row++)
		if (row->letter && row->letter == code)
			return row;
	return NULL;
}

static int wrong_use(struct options *o, int code)
{
	const struct command *c = o->command;
	const char *word = o->argv[optind > 1 ? optind - 1 : 1];
	char letter[3] = { '-', (char)optopt, '\0' };
	if (optopt > 0 && optopt < 256 && strncmp(word, "--", 2) != 0)
		word = letter;
	const char *instead = c->hint ? c->hint(word) : NULL;
	if (code == ':')
		complain(STATUS_USAGE, "%s: %s wants a value", c->name, word);
	else if (instead)
		complain(STATUS_USAGE, "%s: there is no option %s: %s", c->name, word, instead);
	else
		complain(STATUS_USAGE, "%s: there is no option %s; see \"trailsift %s --help\"",
		    c->name, word, c->name);
	return -1;
}

/* The value of an option that has a word is the next argument. */
static int take_next(struct options *o)
{
	const char *word = o->value, *wanted = strchr(o->row->value, '=') + 1;
	size_t n = strcspn(wanted, "]");
	if (word && (strlen(word) != n || strncmp(word, wanted, n) != 0)) {
		complain(STATUS_USAGE, "%s: --%s takes \"=%.*s\" or nothing, then a blank and %s",
		    o->command->name, o->row->name, (int)n, wanted, wanted + n + 2);
		return -1;
	}
	if (optind >= o->argc) {
		complain(STATUS_USAGE, "%s: --%s wants a value", o->command->name, o->row->name);
		return -1;
	}
	o->word = word;
	o->value = o->argv[optind++];
	return 1;
}

int options_next(struct options *o)
{
	int code = -1;
	if (!o->state->ended)
		code = getopt_long(o->argc, o->argv, o->state->shorts, o->state->longs, NULL);
	if (code == -1) {
		o->state->ended = true;
		if (optind >= o->argc)
			return 0;
		o->row = NULL;
		o->value = o->argv[optind++];
		return 1;
	}
	if (code == '?' || code == ':')
		return wrong_use(o, code);
	o->row = code == 1 ? NULL : row_of(o->command, code);
	o->value = optarg;
	o->word = NULL;
	return o->row && has_word(o->row) ? take_next(o) : 1;
}

bool option_is(const struct options *o, const char *name)
{
	return o->row && strcmp(o->row->name, name) == 0;
}

void options_help(const struct command *command)
{
	printf("usage: trailsift %s %s\n%s\n\n", command->name, command->synopsis, command->help);
	for (const struct option_row *row = command->rows; row->name; row++) {
		char left[64];
		int n =
		    snprintf(left, sizeof(left), row->letter ? "  -%c, " : "      ", row->letter);
		snprintf(left + n, sizeof(left) - (size_t)n, "--%s%s%s", row->name,
		    row->value && !has_word(row) ? " " : "", row->value ? row->value : "");
		printf("%-32s %s\n", left, row->help);
	}
}
