/* SPDX-License-Identifier: EUPL-1.2 */
/* audit - is it sound: a registry, a stream, a profile, a mapping. What sig-check does.
 *
 * Part of the program's voice: prints each fault with file and line; any makes the status 1. */
#ifndef SG_AUDIT_H
#define SG_AUDIT_H

#include "cli.h"
#include "registry.h"

/* All faults of the profile cli->profile_name; when it has none it is opened as cli->profile.
 * false: it cannot be used. */
bool sg_audit_profile(struct sg_cli *cli);

/* A mapping and, when csv is not NULL, its fit to that file's header and every row's conversion; of
 * an import, or of a reference list, which its fields tell. */
void sg_audit_map(struct sg_cli *cli, const char *map, const char *csv, char delimiter);

/* A registry: seals, chain, revisions, and every signal against the field table. `expect` (may be
 * NULL): the head that must occur. *head gets its end. `says` tells on standard error what was
 * checked. false: it could not be read. */
bool sg_audit_registry(struct sg_cli *cli, const char *path, const struct sg_head *expect,
                       struct sg_head *head);

/* A disclosure log, likewise; NULL: that of the registry cli->registry, when it has one. */
bool sg_audit_log(struct sg_cli *cli, const char *path, const struct sg_head *expect,
                  struct sg_head *head);

/* Prints the lines of a disclosure log by which exactly this file was given; none: status 1. */
void sg_audit_given(struct sg_cli *cli, const char *path, const char *file);

/* The operands as streams of signals, registered or not. */
void sg_audit_streams(struct sg_cli *cli);

#endif
