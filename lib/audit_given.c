/* SPDX-License-Identifier: EUPL-1.2 */
/* Which disclosures gave this file? */
#include "audit.h"

#include "registry_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct printing {
    struct sg_out *out;
    size_t lines;
};

static void print(void *ctx, const struct sg_line *line)
{
    struct printing *p = ctx;
    sg_out_add(p->out, line->p, line->n);
    sg_out_str(p->out, "\n");
    p->lines++;
}

/* The secret beside the log; a log of before has none. false: it is there and cannot be used. */
static bool log_key(const char *path, unsigned char key[SG_HASH], bool *there, struct sg_fault *f)
{
    char *beside = sg_registry_beside(path, ".key", f);
    *there = beside && access(beside, F_OK) == 0;
    bool good = beside && (!*there || sg_registry_key(NULL, beside, false, true, key, f));
    free(beside);
    return good;
}

static void tell(size_t lines, size_t untold)
{
    if (untold)
        sg_say(SG_R_PERMISSION,
               "of %zu disclosures it cannot be told: the secret of the log is not beside it",
               untold);
    else if (!lines)
        sg_say(SG_R_BAD_VALUE, "no disclosure of the log gave this file");
}

static bool search(const char *path, int fd, size_t line_max, struct printing *p, size_t *untold,
                   struct sg_fault *f)
{
    unsigned char key[SG_HASH];
    const struct sg_log_finder found = {print, p};
    bool keyed = false;
    bool good = log_key(path, key, &keyed, f) &&
                sg_log_given(path, keyed ? key : NULL, fd, line_max, &found, untold, f);
    sg_key_forget(key);
    return good;
}

void sg_audit_given(struct sg_cli *cli, const char *path, const char *file)
{
    struct sg_fault f;
    struct printing p = {0};
    size_t untold = 0;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        sg_fail_errno(&f, "cannot open", errno);
        sg_complain(file, 0, &f);
        return;
    }
    bool good = (p.out = sg_out_open(cli->output, 0600, &f)) &&
                search(path, fd, (size_t)cli->line_max, &p, &untold, &f);
    close(fd);
    if (!good) {
        sg_complain(path, 0, &f);
        sg_out_drop(p.out);
        return;
    }
    if (!sg_out_end(p.out, &f))
        sg_complain(NULL, 0, &f);
    tell(p.lines, untold);
}
