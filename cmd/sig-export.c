/* SPDX-License-Identifier: EUPL-1.2 */
/* sig-export - registration lists for people: CSV, text, JSON lines. */
#include "cli.h"
#include "export.h"
#include "loop.h"

static struct sg_cli cli = {.program = "sig-export",
                            .usage = "[-F csv|jsonl|text] [-c FIELD,...] [FILE ...]"};
static const char *columns;

static const struct sg_opt own[] = {
    {'c', "columns", SG_O_TEXT, "FIELD,...", "the columns, by field", &columns, 0, 0}, {0}};

static bool add(void *list, const struct sg_record *r, const struct sg_line *line,
                struct sg_fault *f)
{
    (void)line;
    return sg_list_add(list, r, f);
}

static void flush(void *out)
{
    sg_out_flush(out, NULL);
}

static void run(enum sg_list_format format)
{
    struct sg_fault f;
    struct sg_out *out = sg_out_open(cli.output, 0600, &f);
    struct sg_list *list =
        out ? sg_list_open(columns, format, cli.profile, cli.lang, out, &f) : NULL;
    struct sg_loop loop = {.flush = flush, .flush_ctx = out};
    if (!list) {
        sg_complain(NULL, 0, &f);
        if (out)
            sg_out_drop(out);
        return;
    }
    bool ok = sg_loop(&cli, &loop, add, list);
    sg_list_end(list);
    sg_loop_end(&cli, &loop, ok, out);
}

int main(int argc, char **argv)
{
    static const char *const formats[] = {"csv", "jsonl", "text", NULL};
    if (sg_cli_begin(&cli, SG_C_READER, own, argc, argv)) {
        int format = sg_cli_choice("format", cli.format, formats, SG_LIST_CSV);
        if (format >= 0)
            run((enum sg_list_format)format);
    }
    return sg_cli_end(&cli);
}
