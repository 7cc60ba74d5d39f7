/* Options are rows: getopt, --help and the check of the manual all read the same table. */
#ifndef TS_COMMANDS_OPTIONS_H
#define TS_COMMANDS_OPTIONS_H

#include <stdbool.h>

struct option_row {
	char letter; /* 0: none */
	const char *name;
	/* The placeholder, NULL where it takes none. "[=WORD] FILE": the name may carry =WORD, and
	 * the value is the argument that follows. */
	const char *value;
	const char *help; /* one line */
};

struct command {
	const char *name;                  /* "scan", "trails build" */
	const char *synopsis;              /* what follows the name */
	const char *help;                  /* one line */
	const struct option_row *rows;     /* ends with a row without a name */
	int (*run)(int argc, char **argv); /* argv[0] is the command's word */
	bool quiet_is_silent;              /* -q: nothing at all on standard output */
	/* What to do instead of an option that there is not, or NULL; may be NULL itself. */
	const char *(*hint)(const char *word);
};

struct options {
	const struct command *command;
	int argc;
	char **argv;
	const struct option_row *row; /* the option at hand; NULL: an argument that is none */
	const char *value;            /* its value, or that argument */
	const char *word;             /* what =WORD was, or NULL */
	struct options_state *state;
};

void options_begin(struct options *o, const struct command *command, int argc, char **argv);

/* 1: there is another option or argument, in the order given; 0: no more; -1: wrong use, said on
 * stderr. "--" ends the options. */
int options_next(struct options *o);
void options_end(struct options *o);

/* Whether the option at hand is the one of that name. */
bool option_is(const struct options *o, const char *name);

/* --help of a command, on stdout. */
void options_help(const struct command *command);

#endif
