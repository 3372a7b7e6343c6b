/* SPDX-License-Identifier: EUPL-1.2 */
/* That what is written does not replace what is kept: -o and --rejects take the place of a file
 * only at the end of a run, when the registry may have been made under the same name. */
#define _XOPEN_SOURCE 700 /* realpath; NOLINT(bugprone-reserved-identifier) */
#include "cli_impl.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The same new name in the same folder: of two files that do not exist yet. */
static bool same_place(const char *a, const char *b)
{
    struct stat x, y;
    const char *p = strrchr(a, '/'), *q = strrchr(b, '/');
    if (strcmp(p ? p + 1 : a, q ? q + 1 : b) != 0)
        return false;
    char *in_a = p ? strndup(a, (size_t)(p - a) + 1) : strdup(".");
    char *in_b = q ? strndup(b, (size_t)(q - b) + 1) : strdup(".");
    bool same = in_a && in_b && !stat(in_a, &x) && !stat(in_b, &y) && x.st_dev == y.st_dev &&
                x.st_ino == y.st_ino;
    free(in_a);
    free(in_b);
    return same;
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    if (!a || !b || !strcmp(a, "-") || !strcmp(b, "-"))
        return false;
    bool no_a = stat(a, &x) != 0, no_b = stat(b, &y) != 0;
    if (no_a || no_b)
        return no_a && no_b && same_place(a, b);
    return S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* `path` with `more` behind it; NULL: no path, or no memory. */
static char *with(const char *path, const char *more)
{
    size_t n = path ? strlen(path) : 0, m = strlen(more) + 1;
    char *out = path ? malloc(n + m) : NULL;
    if (out) {
        memcpy(out, path, n);
        memcpy(out + n, more, m);
    }
    return out;
}

static bool apart(const struct sg_cli *cli, const char *path, const char *what)
{
    char *reasons = with(cli->rejects, ".reasons.csv");
    const char *by = same_file(cli->output, path)    ? "--output"
                     : same_file(cli->rejects, path) ? "--rejects"
                     : same_file(reasons, path)      ? "--rejects (FILE.reasons.csv)"
                                                     : NULL;
    free(reasons);
    return !by || sg_cli_wrong("%s: %s would replace this file, which is also %s", path, by, what);
}

bool sg_cli_apart(const struct sg_cli *cli, const char *path)
{
    return apart(cli, path, "read");
}

/* What stands beside the registry, or beside the file that its name leads to. */
static bool beside_apart(const struct sg_cli *cli, const char *more, const char *what)
{
    char *real = cli->registry ? realpath(cli->registry, NULL) : NULL;
    char *path = with(real ? real : cli->registry, more);
    bool ok = apart(cli, path, what);
    free(path);
    free(real);
    return ok;
}

bool sg_cli_all_apart(const struct sg_cli *cli)
{
    struct sg_cli rejects_only = *cli;
    rejects_only.output = NULL;
    bool ok = apart(cli, cli->registry, "the registry") &&
              beside_apart(cli, ".key", "the secret of the registry") &&
              beside_apart(cli, ".lock", "the lock of the registry") &&
              beside_apart(cli, ".log", "the disclosure log of the registry") &&
              apart(&rejects_only, cli->output, "--output");
    if (ok && cli->where && cli->where[0] == '@')
        ok = apart(cli, cli->where + 1, "read");
    for (size_t i = 0; ok && i < cli->operand_count; i++)
        ok = apart(cli, cli->operands[i], "read");
    return ok;
}
