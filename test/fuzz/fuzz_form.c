/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as a form or a mail: what is understood is the same when it is printed and read again.
 */
#include "form.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void quiet(void *ctx, const struct sg_fault *f)
{
    assert(f->reason < SG_REASON_COUNT && strlen(f->text) < sizeof f->text);
    ++*(size_t *)ctx;
}

static void signal_of(struct sg_draft *d, struct sg_buf *out)
{
    static struct sg_slot slot[SG_SLOTS];
    if (sg_draft_slots(d, slot) < 0)
        abort();
    sg_draft_signal(d, out);
}

static struct sg_questions *questions(void)
{
    static struct sg_questions *q;
    struct sg_fault f;
    if (q)
        return q;
    const struct sg_profile *p = sg_profile_open("nijkerk", &f);
    q = p ? sg_questions_open(p, (struct sg_date){2024, 6, 15}, &f) : NULL;
    if (!q)
        abort();
    q->all = true;
    q->allow_bsn = true;
    return q;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct sg_questions *q = questions();
    struct sg_draft *one = sg_draft_new(q), *two = sg_draft_new(q);
    struct sg_buf first = {0}, again = {0}, text = {0};
    size_t said = 0;
    if (one && two && sg_form_read(one, (const char *)data, size, quiet, &said) == 0) {
        signal_of(one, &first);
        sg_form_print(q, one, SG_NL, &text);
        said = 0;
        if (sg_form_read(two, text.p, text.n, quiet, &said) || said)
            abort();
        signal_of(two, &again);
        if (first.n != again.n || memcmp(first.p, again.p, first.n) != 0)
            abort();
    }
    sg_draft_free(one);
    sg_draft_free(two);
    sg_buf_free(&first);
    sg_buf_free(&again);
    sg_buf_free(&text);
    return 0;
}
