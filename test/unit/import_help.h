/* SPDX-License-Identifier: EUPL-1.2 */
/* Mappings from texts, and rows converted by them, for the tests of import. */
#ifndef IMPORT_HELP_H
#define IMPORT_HELP_H

#include "signals_help.h"

#include "import.h"

#include <unistd.h>

static char map_file[] = "/tmp/test_import.XXXXXX";

static inline struct sg_map *open_text(const char *text, struct sg_fault *f)
{
    strcpy(map_file + sizeof map_file - 7, "XXXXXX");
    int fd = mkstemp(map_file);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    struct sg_map *m = sg_map_open(map_file, nl, f);
    unlink(map_file);
    return m;
}

#define HEAD "column;field;values;default;options\n"

/* A row of cells separated by ';' (no quoting), borrowed from a static copy. */
static inline const struct sg_row *row_of(const char *text)
{
    static char copy[1024];
    static struct sg_cell_text cell[32];
    static struct sg_row row;
    snprintf(copy, sizeof copy, "%s", text);
    row = (struct sg_row){.cell = cell, .line = 2};
    for (char *p = copy;; p++) {
        size_t n = strcspn(p, ";");
        cell[row.count++] = (struct sg_cell_text){p, n};
        p += n;
        if (!*p)
            return &row;
        *p = '\0';
    }
}

/* The members that a mapping makes of one row under a header; NULL with *f. */
static inline const char *made(const char *map, const char *header, const char *row,
                               struct sg_fault *f)
{
    static char text[4096];
    struct sg_buf members = {0}, key = {0};
    struct sg_row_opt opt = {.today = today};
    struct sg_date received;
    struct sg_map *m = open_text(map, f);
    if (!m || !sg_map_bind(m, row_of(header), NULL, NULL, f)) {
        sg_map_free(m);
        return NULL;
    }
    bool ok = sg_map_row(m, row_of(row), &opt, &members, &key, &received, f);
    snprintf(text, sizeof text, "%s", sg_buf_text(&members));
    sg_buf_free(&members);
    sg_buf_free(&key);
    sg_map_free(m);
    return ok ? text : NULL;
}

static inline void wants(const char *map, const char *header, const char *row, const char *members)
{
    struct sg_fault f = {0};
    char whole[1024];
    snprintf(whole, sizeof whole, HEAD ";@source;;t;\n%s", map);
    const char *got = made(whole, header, row, &f);
    if (!got || strcmp(got, members) != 0)
        fail_msg("%s | %s: %s [%s] %s", map, row, got ? got : "", sg_reason_code(f.reason), f.text);
}

static inline void refuses(const char *map, const char *header, const char *row,
                           enum sg_reason reason, const char *field)
{
    struct sg_fault f = {0};
    char whole[1024];
    snprintf(whole, sizeof whole, HEAD "%s", map);
    const char *got = made(whole, header, row, &f);
    if (got || f.reason != reason || strcmp(f.field, field) != 0)
        fail_msg("%s | %s: %s; %s [%s] %s", map, row, got ? got : "", f.field,
                 sg_reason_code(f.reason), f.text);
}

#endif
