/* SPDX-License-Identifier: EUPL-1.2 */
/* The fingerprint of a plan: parts of a table add up when they were counted by the same rules. */
#include "registry.h"
#include "tally_impl.h"

#include <string.h>

/* What the classes and conditions of a table rest on; labels may differ. */
static const struct {
    const char *sheet, *column[6];
} basis[] = {
    {"codes", {"list", "code", "group"}},
    {"municipalities", {"code", "safety_region", "police_unit"}},
    {"mergers", {"date", "old_code", "new_code", "kind"}},
    {"regions", {"region", "member"}},
    {"measures", {"measure", "unit", "date", "condition", "counts", "field"}},
    {"conditions", {"condition", "when"}},
    {"coverage", {"municipality", "from", "until"}},
};

static void add(struct sg_buf *b, const char *s)
{
    sg_buf_add(b, s, strlen(s) + 1); /* with its end, so that "ab","c" is not "a","bc" */
}

static void add_profile(const struct sg_profile *p, struct sg_buf *b)
{
    for (size_t i = 0; i < sizeof basis / sizeof *basis; i++) {
        const struct sg_sheet *s = sg_profile_sheet(p, basis[i].sheet);
        add(b, basis[i].sheet);
        for (size_t row = 0; row < sg_sheet_rows(s); row++)
            for (size_t c = 0; c < 6 && basis[i].column[c]; c++)
                add(b, sg_sheet_cell(s, row, basis[i].column[c]));
    }
}

static void add_axis(const struct sg_tally_plan *plan, const struct sg_axis_plan *a,
                     struct sg_buf *b)
{
    for (size_t i = 0; i < a->n; i++)
        add(b, a->at[i] == SG_AXIS_MEASURE ? "measure" : plan->dim[a->at[i]].name);
    sg_buf_char(b, '|');
}

static void add_date(struct sg_buf *b, struct sg_date d)
{
    char iso[11];
    sg_date_write(d, iso);
    add(b, d.y ? iso : "");
}

static void add_table(const struct sg_tally_plan *plan, struct sg_buf *b)
{
    const struct sg_sheet *tables = sg_profile_sheet(plan->profile, "tables");
    const struct sg_tally_opt *opt = &plan->opt;
    size_t row = opt->table ? sg_sheet_find(tables, opt->table) : (size_t)-1;
    add_axis(plan, &plan->rows, b);
    add_axis(plan, &plan->columns, b);
    for (size_t i = 0; i < plan->measures; i++)
        add(b, plan->measure[i].name);
    for (size_t i = 0; i < plan->masks; i++)
        sg_buf_int(b, (int64_t)plan->mask[i]);
    sg_buf_fmt(b, "|%d|%d|%d|%d|", plan->from, plan->until, plan->then, plan->exclusive);
    add(b, row == (size_t)-1 ? "" : sg_sheet_cell(tables, row, "where"));
    add(b, opt->select && opt->condition ? opt->condition : "");
    for (size_t i = 0; opt->key && i < plan->measures; i++) {
        unsigned char hash[16];
        sg_keyed_hash(opt->key, "shard", 5, hash);
        if (plan->measure[i].how == SG_HOW_DISTINCT)
            sg_buf_add(b, (const char *)hash, sizeof hash);
    }
    add_date(b, opt->today);
    add_date(b, opt->at);
}

static bool print_of(struct sg_buf *b, char out[SG_PRINT])
{
    static const unsigned char key[SG_HASH];
    unsigned char hash[16];
    struct sg_buf hex = {0};
    if (!b->failed) {
        sg_keyed_hash(key, b->p, b->n, hash);
        sg_buf_hex(&hex, hash, sizeof hash);
    }
    bool done = !b->failed && !hex.failed && hex.n == SG_PRINT - 1;
    if (done)
        memcpy(out, sg_buf_text(&hex), SG_PRINT);
    sg_buf_free(&hex);
    sg_buf_free(b);
    return done;
}

bool sg_plan_print(const struct sg_tally_plan *plan, char profile[SG_PRINT], char table[SG_PRINT])
{
    struct sg_buf p = {0}, t = {0};
    add_profile(plan->profile, &p);
    add_table(plan, &t);
    bool done = print_of(&p, profile);
    return print_of(&t, table) && done;
}
