/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of stream share; for this room only. */
#ifndef SG_STREAM_IMPL_H
#define SG_STREAM_IMPL_H

#include "stream.h"

#include <poll.h>
#include <sys/stat.h>

enum { SG_BOM_SIZE = 3 };

/* Opens for reading ("-" or NULL: standard input) and looks what it is. -1: *f says why. */
int sg_open_in(const char *path, struct stat *st, struct sg_fault *f);
/* Closes what sg_open_in opened; standard input stays open. */
void sg_close_in(int fd);

/* The limit to use: 0 means SG_LINE_MAX, and sums with it must not overflow. */
size_t sg_line_max(size_t wanted);

/* Length of the UTF-8 BOM at p: 3 or 0. */
size_t sg_bom(const char *p, size_t n);

/* After a failed read or write: true when errno says to try again (interrupted, or a descriptor
 * that somebody set to non-blocking: waits until `events` are possible). */
bool sg_try_again(int fd, short events);

#endif
