/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-stats - tables: named ones of the profile, or any rows by columns of any measures. */
#include "cli.h"
#include "loop.h"
#include "registry.h"
#include "tally.h"

#include <stdio.h>
#include <string.h>

static struct sg_cli cli = {
    .program = "sig-stats",
    .usage = "[-F text|csv|tsv|md|json|svg|xlsx] TABLE[,TABLE...] [FILE ...]\n"
             "       sig-stats [-F FORMAT] -R DIM [-C DIM] [-m MEASURE] [FILE ...]\n"
             "       sig-stats -l"};

static struct {
    struct sg_tally_opt table;
    struct sg_render_opt render;
    long from, until;
    const char *at, *shard, *release, *key;
    struct sg_texts sheets; /* NAME=FILE */
    bool merge;
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
    {0, "percent", SG_O_TEXT, "OF", "row, column, table, previous or inhabitants", &o.table.percent,
     0, 0},
    {0, "compare", SG_O_TEXT, "SOURCE", "published figures below", &o.table.compare, 0, 0},
    {0, "classes", SG_O_TEXT, "HOW", "who is in several: multiple or exclusive", &o.table.classes,
     0, 0},
    {0, "division", SG_O_TEXT, "WHEN", "municipalities of today or then", &o.table.division, 0, 0},
    {0, "audience", SG_O_TEXT, "WHO", "house (public: not yet)", &o.table.audience, 0, 0},
    {0, "shard", SG_O_TEXT, "OUT", "write what was counted, to be merged", &o.shard, 0, 0},
    {0, "release", SG_O_TEXT, "OUT", "write the counts alone, to be merged", &o.release, 0, 0},
    {0, "merge", SG_O_FLAG, NULL, "the files are shards or releases", &o.merge, 0, 0},
    {0, "key", SG_O_TEXT, "FILE", "secret for the persons of shards (SIG_KEY)", &o.key, 0, 0},
    {0, "sheet", SG_O_LIST, "NAME=FILE", "xlsx: a list in CSV as a further sheet", &o.sheets, 0, 0},
    {0, "no-title", SG_O_FLAG, NULL, "leave out the title", &o.render.no_title, 0, 0},
    {0, "no-notes", SG_O_FLAG, NULL, "nothing but the table", &o.render.no_notes, 0, 0},
    {'l', "list", SG_O_FLAG, NULL, "list tables, dimensions and measures", &o.list, 0, 0},
    {0}};

static void print(const struct sg_buf *text)
{
    struct sg_fault f;
    struct sg_out *out = sg_out_open(cli.output, 0600, &f);
    if (out)
        sg_out_buf(out, text);
    if (!out || !sg_out_end(out, &f))
        sg_complain(NULL, 0, &f);
}

/* Where tables go: into one text, or one workbook. */
struct pages {
    enum sg_table_format format;
    struct sg_xlsx *book;
    struct sg_buf text;
    size_t n;
    bool failed; /* complained */
};

static void fail(struct pages *pages, const struct sg_fault *f)
{
    sg_complain(NULL, 0, f);
    pages->failed = true;
}

static void add_table(struct sg_tally *tally, struct pages *pages)
{
    struct sg_fault f, notice[SG_TALLY_NOTICES];
    struct sg_grid *grid = sg_tally_grid(tally, &f);
    for (size_t i = 0, n = sg_tally_notices(tally, notice); i < n; i++)
        sg_complain(NULL, 0, &notice[i]);
    if (pages->n++)
        sg_buf_char(&pages->text, '\n');
    if (grid && pages->book)
        sg_render_sheet(grid, &o.render, pages->book);
    else if (!grid || !sg_render(grid, pages->format, &o.render, &pages->text, &f))
        fail(pages, &f);
    sg_grid_free(grid);
}

/* ---- parts ---- */

static void write_part(const struct sg_tally *tally)
{
    struct sg_fault f;
    struct sg_buf text = {0};
    enum sg_part part = o.shard ? SG_PART_SHARD : SG_PART_RELEASE;
    struct sg_out *out = NULL;
    bool done = sg_tally_write(tally, part, &text, &f) &&
                (out = sg_out_open(o.shard ? o.shard : o.release, 0600, &f)) != NULL;
    if (done)
        sg_out_buf(out, &text);
    if (!done || !sg_out_end(out, &f))
        sg_complain(NULL, 0, &f);
    sg_buf_free(&text);
}

/* Counted: a table, or a part of one. */
static void counted(struct sg_tally *tally, struct pages *pages)
{
    if (o.shard || o.release)
        write_part(tally);
    else
        add_table(tally, pages);
}

static void merge(const struct sg_tally_plan *plan, struct pages *pages)
{
    struct sg_fault f;
    int kind = -1;
    struct sg_tally *tally = sg_tally(plan, NULL, &f);
    bool done = tally != NULL;
    for (size_t i = 0; done && i < cli.operand_count; i++)
        done = sg_tally_read(tally, cli.operands[i], (size_t)cli.line_max, &kind, &f);
    if (done)
        counted(tally, pages);
    else
        fail(pages, &f);
    sg_tally_free(tally);
}

/* A shard remembers what each signal counted, as of a stream, and in one thread. */
static void count(const struct sg_tally_plan *plan, struct pages *pages)
{
    static const bool always = true;
    struct sg_fault f;
    struct sg_loop loop = {.erased = true}; /* they count */
    void *worker[64];
    cli.threads = o.shard ? 1 : cli.threads;
    size_t n = (size_t)cli.threads;
    const bool *streamed = cli.all_revisions ? NULL : o.shard ? &always : &loop.streamed;
    if (!sg_tallies(worker, n, plan, streamed, &f)) {
        fail(pages, &f);
    } else if (sg_loop_threads(&cli, &loop, sg_tally_add, worker)) {
        sg_tally_rejected(worker[0], loop.rejected);
        if (sg_tallies_merge(worker, n, &f))
            counted(worker[0], pages);
        else
            fail(pages, &f);
    } else {
        pages->failed = true;
    }
    sg_tallies_free(worker, n);
}

static void one(struct pages *pages)
{
    struct sg_fault f;
    struct sg_tally_plan *plan = sg_tally_plan(cli.profile, &o.table, &f);
    if (plan && o.merge)
        merge(plan, pages);
    else if (plan)
        count(plan, pages);
    else
        fail(pages, &f);
    sg_tally_plan_free(plan);
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

/* Shards hold hashes of persons, which only a secret keeps from being tried out. */
static bool take_parts(void)
{
    static unsigned char key[SG_HASH];
    struct sg_fault f;
    const char *file = sg_cli_env(o.key, "SIG_KEY");
    bool part = o.shard || o.release;
    if (o.shard && (o.release || cli.all_revisions))
        return sg_cli_wrong("--shard goes with neither --release nor --all-revisions"), false;
    if (part && cli.output)
        return sg_cli_wrong("a part is written where --shard or --release says, without -o"), false;
    if ((part || o.merge) && o.table.table && strchr(o.table.table, ','))
        return sg_cli_wrong("a part is of one table"), false;
    if (o.merge && cli.operand_count == 0)
        return sg_cli_wrong("--merge takes files that --shard or --release made"), false;
    o.table.keyed = o.shard || o.merge;
    if (!o.table.keyed || !file)
        return true;
    if (!sg_registry_key(file, file, false, false, key, &f)) {
        sg_complain(NULL, 0, &f);
        return false;
    }
    o.table.key = key;
    return true;
}

static bool take_at(void)
{
    if (o.at && (!sg_date_parse(o.at, strlen(o.at), &o.table.at) || !sg_date_whole(o.table.at))) {
        sg_cli_wrong("--at takes a date, as in 2024-03-01");
        return false;
    }
    return true;
}

static bool from_files(void)
{
    for (size_t i = 0; i < cli.operand_count; i++)
        if (!strcmp(cli.operands[i], "-"))
            return false;
    return cli.operand_count || cli.registry;
}

/* The tables of the operand, one after another, each over the inputs anew. */
static void each(struct pages *pages)
{
    const char *names = o.table.table;
    bool several = names && strchr(names, ',');
    if (several && pages->format != SG_TEXT && pages->format != SG_MD && pages->format != SG_XLSX) {
        pages->failed = !sg_cli_wrong("several tables go together as text, md or xlsx");
    } else if (several && !from_files()) {
        pages->failed = !sg_cli_wrong("several tables need files: a stream is read only once");
    } else if (!several) {
        one(pages);
        return;
    }
    while (!pages->failed && *names) {
        char name[128];
        size_t n = strcspn(names, ",");
        snprintf(name, sizeof name, "%.*s", (int)n, names);
        o.table.table = name;
        one(pages);
        names += n + (names[n] == ',');
    }
}

/* NAME=FILE, and no file that the workbook takes the place of. */
static bool take_sheets(enum sg_table_format format)
{
    for (size_t i = 0; i < o.sheets.n; i++) {
        const char *equals = strchr(o.sheets.at[i], '=');
        if (format != SG_XLSX)
            return sg_cli_wrong("--sheet goes with xlsx");
        if (!equals || equals == o.sheets.at[i] || !equals[1])
            return sg_cli_wrong("--sheet takes NAME=FILE");
        if (!sg_cli_apart(&cli, equals + 1))
            return false;
    }
    return true;
}

static void add_sheets(struct pages *pages)
{
    for (size_t i = 0; i < o.sheets.n && !pages->failed; i++) {
        struct sg_fault f;
        const char *given = o.sheets.at[i], *file = strchr(given, '=') + 1;
        char name[128];
        snprintf(name, sizeof name, "%.*s", (int)(file - 1 - given), given);
        if (!sg_render_rows(file, name, cli.lang, pages->book, &f)) {
            sg_complain(file, 0, &f);
            pages->failed = true;
        }
    }
}

static void finish(struct pages *pages)
{
    struct sg_fault f;
    if (pages->book && pages->failed)
        sg_xlsx_drop(pages->book);
    else if (pages->book && !sg_xlsx_end(pages->book, &f))
        sg_complain(NULL, 0, &f);
    else if (!pages->book && !pages->failed)
        print(&pages->text);
    sg_buf_free(&pages->text);
}

static void run(enum sg_table_format format)
{
    struct sg_fault f;
    struct pages pages = {.format = format};
    struct sg_expr *select = cli.select;
    take_operand();
    if (!take_at() || !take_parts() || !take_sheets(format))
        return;
    o.table.from = (int)o.from;
    o.table.until = (int)o.until;
    o.table.lang = cli.lang;
    o.table.today = cli.today;
    o.table.select = select;
    o.table.condition = cli.where;
    o.table.selection = cli.where && *cli.where != '@' ? cli.where : "";
    if (format == SG_XLSX && !(pages.book = sg_xlsx_open(cli.output, cli.today, &f))) {
        sg_complain(NULL, 0, &f);
        return;
    }
    cli.select = NULL; /* the tally selects, after it knows which revision is the newest */
    each(&pages);
    cli.select = select;
    add_sheets(&pages);
    finish(&pages);
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
