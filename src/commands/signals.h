/* Signals of a run: SIGINT and SIGTERM end it, SIGUSR1 asks for progress, SIGHUP for new trails. */
#ifndef TS_COMMANDS_SIGNALS_H
#define TS_COMMANDS_SIGNALS_H

#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <termios.h>

/* SIGHUP ends the program unless reload. */
void signals_catch(bool reload);

/* Set once the run is to end: the signal that said so, or 1. A second signal ends the program at once. */
extern volatile sig_atomic_t signals_stop;

/* As a first signal does. */
void signals_end(void);

/* Posted by each SIGUSR1, and by who wants its waiter to look up. */
extern sem_t signals_progress;

/* Whether SIGHUP came since this was asked last. */
bool signals_want_reload(void);

/* How that terminal is to be left, also where a signal ends the program at once; terminal -1: no
 * more. before lives as long. */
void signals_guard_terminal(int terminal, const struct termios *before);

#endif
