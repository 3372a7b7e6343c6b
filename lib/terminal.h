/* SPDX-License-Identifier: EUPL-1.2 */
/* terminal - a line at a time from the terminal of the process, edited as people expect, with
 * completion. What is typed is kept nowhere: there is no history, and no start-up file is read.
 *
 * The editing is libedit's (BSD licence). readline would do the same, but is GPL-3 and would make
 * the programs so; a terminal's own line editing has no completion. libedit edits wide characters
 * of the locale of the thread, which is C.UTF-8 while a line is read, whatever the environment
 * says.
 *
 * While a terminal is open SIGINT, SIGTERM and SIGHUP end the line that is being read, and no other
 * call; SIGTSTP is ignored. One at a time, in the main thread. */
#ifndef SG_TERMINAL_H
#define SG_TERMINAL_H

#include "ask.h"
#include "diag.h"

struct sg_terminal;

/* Opens /dev/tty, not the standard descriptors: what is asked and answered must not land in a file
 * that one of them was sent to. NULL: *f is USAGE (there is no terminal), IO or MEMORY. */
struct sg_terminal *sg_terminal_open(const char *program, struct sg_fault *f);
void sg_terminal_close(struct sg_terminal *t); /* as it was before; NULL is fine */

/* The interface that a dialogue speaks through; borrowed. */
const struct sg_ask_io *sg_terminal_io(const struct sg_terminal *t);

#endif
