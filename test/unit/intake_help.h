/* SPDX-License-Identifier: EUPL-1.2 */
/* intake_help - a folder of its own and what sig-add knows of its command line, for the tests of
 * the room intake. */
#ifndef INTAKE_HELP_H
#define INTAKE_HELP_H

#include "signals_help.h"

#include "import.h"
#include "intake.h"
#include "registry.h"

#include <fcntl.h>
#include <unistd.h>

static char dir[32];
static struct sg_cli cli;

static inline int setup(void **state)
{
    (void)state;
    static char name[] = "test";
    char *argv[] = {name, NULL};
    strcpy(dir, "/tmp/test_intake.XXXXXX");
    if (!mkdtemp(dir) || chdir(dir) != 0)
        return -1;
    cli = (struct sg_cli){.program = "test", .usage = ""};
    setenv("SIG_TODAY", "2024-06-15", 1);
    if (!sg_cli_begin(&cli, SG_C_REGISTRY | SG_C_INPUT, NULL, 1, argv))
        return -1;
    cli.output = "out";
    return 0;
}

static inline void clean(void)
{
    static const char *const files[] = {"r.jsonl", "r.jsonl.lock", "r.jsonl.key", "out",
                                        "map.csv", "rows.csv",     "rejects",     "said"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        unlink(files[i]);
}

static inline int teardown(void **state)
{
    (void)state;
    clean();
    sg_cli_end(&cli);
    return chdir("/") == 0 && rmdir(dir) == 0 ? 0 : -1;
}

static inline void save(const char *name, const void *p, size_t n)
{
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

/* Replaces out's content by the file's; by nothing when there is none. */
static inline void load(const char *name, struct sg_buf *out)
{
    FILE *f = fopen(name, "rb");
    char piece[4096];
    size_t got;
    sg_buf_clear(out);
    while (f && (got = fread(piece, 1, sizeof piece, f)) > 0)
        sg_buf_add(out, piece, got);
    if (f)
        fclose(f);
}

/* Messages go to the file `said` while `on`. */
static inline void overhear(bool on)
{
    static int kept = -1;
    fflush(stderr);
    if (on)
        kept = dup(2);
    int to = on ? open("said", O_WRONLY | O_CREAT | O_TRUNC, 0600) : kept;
    assert_true(to >= 0 && dup2(to, 2) == 2);
    close(to);
}

#endif
