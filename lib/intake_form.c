/* SPDX-License-Identifier: EUPL-1.2 */
/* The intake form: an empty one, and the signal of one that was filled in. */
#include "intake_impl.h"

#include "form.h"
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>

enum { FORM_MOST = 4 << 20 };

bool sg_intake_print_form(struct sg_cli *cli)
{
    struct sg_fault f;
    struct sg_buf text = {0};
    struct sg_questions *q = sg_questions_open(cli->profile, cli->today, &f);
    struct sg_out *out = q ? sg_out_open(cli->output, 0600, &f) : NULL;
    bool ok = out != NULL;
    if (ok) {
        sg_form_print(q, NULL, cli->lang, &text);
        sg_out_add(out, sg_buf_text(&text), text.n);
        ok = sg_out_end(out, &f);
        ok = ok && (!text.failed || sg_fail(&f, SG_R_MEMORY, "memory ran out"));
    }
    if (!ok)
        sg_complain(NULL, 0, &f);
    sg_buf_free(&text);
    sg_questions_free(q);
    return ok;
}

/* The whole file, as it is. */
static bool read_all(const char *path, struct sg_buf *text, struct sg_fault *f)
{
    struct sg_line line;
    struct sg_in *in = sg_in_open(path, FORM_MOST, NULL, NULL, f);
    int got = in ? 1 : -1;
    while (got == 1 && (got = sg_in_next(in, &line, f)) == 1) {
        sg_buf_add(text, line.p, line.n);
        sg_buf_char(text, '\n');
        if (line.too_long || text->n > FORM_MOST) {
            sg_fail(f, SG_R_TOO_LONG, "longer than %d bytes", FORM_MOST);
            got = -1;
        }
    }
    sg_in_close(in);
    if (got == 0 && text->failed)
        return sg_fail(f, SG_R_MEMORY, "memory ran out");
    return got == 0;
}

static void told(void *ctx, const struct sg_fault *f)
{
    sg_complain(ctx, 0, f);
}

/* Takes the signal of a draft without faults. */
static bool take(struct sg_intake *in, struct sg_draft *d, struct sg_fault *f)
{
    struct sg_slot *slots = malloc(SG_SLOTS * sizeof *slots);
    struct sg_record *r = malloc(sizeof *r);
    struct sg_buf object = {0};
    bool ok = slots && r && sg_draft_slots(d, slots) >= 0;
    if (ok)
        sg_draft_signal(d, &object);
    if (!ok || object.failed)
        ok = sg_fail(f, SG_R_MEMORY, "memory ran out");
    ok = ok && sg_record_read(r, object.p, object.n, f, NULL) && sg_intake_signal(in, r, f);
    free(slots);
    free(r);
    sg_buf_free(&object);
    return ok;
}

static bool read_form(struct sg_intake *in, struct sg_questions *q, const char *path)
{
    struct sg_fault f;
    struct sg_buf text = {0};
    struct sg_draft *d = sg_draft_new(q);
    bool ok = d ? read_all(path, &text, &f) : sg_fail(&f, SG_R_MEMORY, "memory ran out");
    if (!ok) {
        sg_complain(path, 0, &f);
    } else if (sg_form_read(d, sg_buf_text(&text), text.n, told, (void *)path)) {
        in->read++;
        in->rejected++;
        ok = false;
    } else if (!take(in, d, &f)) {
        sg_complain(path, 0, &f);
        ok = false;
    }
    sg_draft_free(d);
    sg_buf_free(&text);
    return ok;
}

bool sg_intake_form(struct sg_intake *in, const char *path)
{
    struct sg_fault f;
    struct sg_questions *q = sg_questions_open(in->cli->profile, in->cli->today, &f);
    if (!q) {
        sg_complain(NULL, 0, &f);
        return false;
    }
    q->all = true;
    q->allow_bsn = in->opt.allow_bsn;
    bool ok = read_form(in, q, path);
    sg_questions_free(q);
    return ok;
}
