/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-stats - tables: named ones of the profile, or any rows by columns of any measures. */
#include "cli.h"
#include "loop.h"
#include "tally.h"

#include <string.h>

static struct sg_cli cli = {.program = "sig-stats",
                            .usage = "TABLE [FILE ...] | -R DIM [-C DIM] [-m MEASURE] [FILE ...]"};

static struct {
    struct sg_tally_opt table;
    struct sg_render_opt render;
    long from, until;
    const char *at;
    bool list;
} o;

static const struct sg_opt own[] = {
    {'R', "rows", SG_O_TEXT, "DIM,...", "rows of a free table, outer first", &o.table.rows, 0, 0},
    {'C', "columns", SG_O_TEXT, "DIM,...", "its columns", &o.table.columns, 0, 0},
    {'m', "measures", SG_O_TEXT, "MEASURE,...", "what is counted", &o.table.measures, 0, 0},
    {0, "from", SG_O_INT, "YEAR", "first year", &o.from, 1000, 9999},
    {0, "until", SG_O_INT, "YEAR", "last year", &o.until, 1000, 9999},
    {0, "at", SG_O_TEXT, "DATE", "the day on which open ones are counted", &o.at, 0, 0},
    {0, "totals", SG_O_TEXT, "WHICH", "none, rows, columns or both", &o.table.totals, 0, 0},
    {0, "percent", SG_O_TEXT, "OF", "row, column, table or previous", &o.table.percent, 0, 0},
    {0, "classes", SG_O_TEXT, "HOW", "who is in several: multiple or exclusive", &o.table.classes,
     0, 0},
    {0, "division", SG_O_TEXT, "WHEN", "municipalities of today or then", &o.table.division, 0, 0},
    {0, "audience", SG_O_TEXT, "WHO", "house (public: not yet)", &o.table.audience, 0, 0},
    {0, "no-title", SG_O_FLAG, NULL, "leave out the title", &o.render.no_title, 0, 0},
    {0, "no-notes", SG_O_FLAG, NULL, "nothing but the table", &o.render.no_notes, 0, 0},
    {'l', "list", SG_O_FLAG, NULL, "list tables, dimensions and measures", &o.list, 0, 0},
    {0}};

static void print(const struct sg_buf *text)
{
    struct sg_fault f;
    struct sg_out *out = sg_out_open(cli.output, 0600, &f);
    if (out)
        sg_out_add(out, text->p, text->n);
    if (!out || !sg_out_end(out, &f))
        sg_complain(NULL, 0, &f);
}

static void workbook(const struct sg_grid *grid)
{
    struct sg_fault f;
    struct sg_xlsx *x = sg_xlsx_open(cli.output, cli.today, &f);
    if (x)
        sg_render_sheet(grid, &o.render, x);
    if (!x || !sg_xlsx_end(x, &f))
        sg_complain(NULL, 0, &f);
}

static void print_table(struct sg_tally *tally, enum sg_table_format format)
{
    struct sg_fault f, notice[SG_TALLY_NOTICES];
    struct sg_buf text = {0};
    struct sg_grid *grid = sg_tally_grid(tally, &f);
    for (size_t i = 0, n = sg_tally_notices(tally, notice); i < n; i++)
        sg_complain(NULL, 0, &notice[i]);
    if (!grid)
        sg_complain(NULL, 0, &f);
    else if (format == SG_XLSX)
        workbook(grid);
    else if (sg_render(grid, format, &o.render, &text, &f))
        print(&text);
    else
        sg_complain(NULL, 0, &f);
    sg_buf_free(&text);
    sg_grid_free(grid);
}

static void count(const struct sg_tally_plan *plan, enum sg_table_format format)
{
    struct sg_fault f;
    struct sg_loop loop = {0};
    void *worker[64];
    size_t n = (size_t)cli.threads;
    const bool *streamed = cli.all_revisions ? NULL : &loop.streamed;
    if (!sg_tallies(worker, n, plan, streamed, &f)) {
        sg_complain(NULL, 0, &f);
    } else if (sg_loop_threads(&cli, &loop, sg_tally_add, worker)) {
        sg_tally_rejected(worker[0], loop.rejected);
        if (sg_tallies_merge(worker, n, &f))
            print_table(worker[0], format);
        else
            sg_complain(NULL, 0, &f);
    }
    sg_tallies_free(worker, n);
}

/* The first operand is the table, unless -R or -C make a free one. */
static void take_operand(void)
{
    if (o.table.rows || o.table.columns || cli.operand_count == 0)
        return;
    o.table.table = cli.operands[0];
    cli.operands++;
    cli.operand_count--;
}

static bool take_at(void)
{
    if (o.at && (!sg_date_parse(o.at, strlen(o.at), &o.table.at) || !sg_date_whole(o.table.at))) {
        sg_cli_wrong("--at takes a date, as in 2024-03-01");
        return false;
    }
    return true;
}

static void run(enum sg_table_format format)
{
    struct sg_fault f;
    struct sg_expr *select = cli.select;
    if (!take_at())
        return;
    take_operand();
    o.table.from = (int)o.from;
    o.table.until = (int)o.until;
    o.table.lang = cli.lang;
    o.table.today = cli.today;
    o.table.select = select;
    o.table.selection = cli.where && *cli.where != '@' ? cli.where : "";
    struct sg_tally_plan *plan = sg_tally_plan(cli.profile, &o.table, &f);
    cli.select = NULL; /* the tally selects, after it knows which revision is the newest */
    if (plan)
        count(plan, format);
    else
        sg_complain(NULL, 0, &f);
    cli.select = select;
    sg_tally_plan_free(plan);
}

static void list(void)
{
    struct sg_buf text = {0};
    sg_tally_list(cli.profile, cli.lang, &text);
    print(&text);
    sg_buf_free(&text);
}

int main(int argc, char **argv)
{
    if (sg_cli_begin(&cli, SG_C_READER, own, argc, argv)) {
        int format = sg_cli_choice("format", cli.format, sg_table_formats, SG_TEXT);
        if (o.list)
            list();
        else if (format == SG_XLSX && !cli.output)
            sg_cli_wrong("a workbook needs a file: -o FILE.xlsx");
        else if (format >= 0)
            run((enum sg_table_format)format);
    }
    return sg_cli_end(&cli);
}
