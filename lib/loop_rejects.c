/* SPDX-License-Identifier: EUPL-1.2 */
#include "loop_impl.h"

#include "csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sg_rejects {
    struct sg_out *lines, *reasons;
    struct sg_buf row;
};

struct sg_rejects *sg_rejects_open(const char *path, struct sg_fault *f)
{
    struct sg_rejects *j = calloc(1, sizeof *j);
    if (!j) {
        sg_fail(f, SG_R_MEMORY, "memory ran out");
        return NULL;
    }
    sg_buf_str(&j->row, path);
    sg_buf_str(&j->row, ".reasons.csv");
    j->lines = sg_out_open(path, 0600, f);
    j->reasons = j->lines ? sg_out_open(sg_buf_text(&j->row), 0600, f) : NULL;
    if (!j->reasons) {
        if (j->lines)
            sg_out_drop(j->lines);
        sg_buf_free(&j->row);
        free(j);
        return NULL;
    }
    sg_out_str(j->reasons, "file;line;reason;text\n");
    return j;
}

void sg_rejects_add(struct sg_rejects *j, const char *file, const struct sg_line *line,
                    const struct sg_fault *why)
{
    const char *code = sg_reason_code(why->reason);
    sg_out_add(j->lines, line->p, line->n);
    sg_out_add(j->lines, "\n", 1);
    sg_buf_clear(&j->row);
    sg_csv_put(&j->row, file, strlen(file), ';', true);
    sg_buf_fmt(&j->row, ";%zu;%s;", line->no, code);
    sg_csv_put(&j->row, why->text, strlen(why->text), ';', true);
    sg_buf_char(&j->row, '\n');
    sg_out_buf(j->reasons, &j->row);
}

bool sg_rejects_end(struct sg_rejects *j, struct sg_fault *f)
{
    if (!j)
        return true;
    bool lines = sg_out_end(j->lines, f);
    bool reasons = sg_out_end(j->reasons, lines ? f : NULL);
    sg_buf_free(&j->row);
    free(j);
    return lines && reasons;
}
