/* SPDX-License-Identifier: EUPL-1.2 */
/* A signal by questions on the terminal. */
#include "intake_impl.h"

#include "ask.h"
#include "terminal.h"

#include <stdlib.h>
#include <unistd.h>

struct asking {
    struct sg_cli *cli;
    const struct sg_intake_opt *opt;
    struct sg_questions *q;
};

/* The id of the line that was registered, with the word for it; without a registry there is none.
 */
static void say(const struct asking *a, const struct sg_buf *line, struct sg_buf *said)
{
    const struct sg_cli *cli = a->cli;
    struct sg_record *r = malloc(sizeof *r);
    size_t n = line->n && line->p[line->n - 1] == '\n' ? line->n - 1 : line->n;
    struct sg_val id = {0};
    if (r && !line->failed && n && sg_record_read(r, line->p, n, NULL, NULL))
        id = sg_record_get(r, "id");
    sg_buf_str(said, sg_phrase(cli->profile, id.n ? "registered" : "checked", cli->lang));
    if (id.n) {
        sg_buf_str(said, ": ");
        sg_val_text_buf(id, said);
    }
    free(r);
}

/* The registry is opened, and its lock taken, only now: nobody waits while somebody types. */
static bool accept(void *ctx, const struct sg_record *r, struct sg_buf *said)
{
    const struct asking *a = ctx;
    struct sg_buf line = {0};
    struct sg_fault f;
    struct sg_intake_opt opt = *a->opt;
    opt.quiet = false;
    opt.allow_bsn = true; /* each answer was looked at, with the number's place in view */
    struct sg_intake *in = sg_intake_open(a->cli, &opt);
    if (!in)
        return false;
    in->caught = &line;
    bool ok = sg_intake_signal(in, r, &f);
    if (!ok)
        sg_complain(NULL, 0, &f);
    ok = sg_intake_flush(in) && ok;
    if (ok)
        say(a, &line, said);
    if (ok && !a->opt->quiet && (a->cli->output || !isatty(STDOUT_FILENO)))
        sg_out_buf(in->out, &line);
    sg_intake_end(in, false);
    sg_buf_free(&line);
    return ok;
}

/* Complains, and is false. */
static bool complain(const struct sg_fault *f)
{
    sg_complain(NULL, 0, f);
    return false;
}

static bool talk(const struct asking *a)
{
    struct sg_fault f;
    struct sg_ask_opt opt = {a->cli->lang, accept, (void *)a};
    struct sg_terminal *t = sg_terminal_open(a->cli->program, &f);
    if (!t)
        return complain(&f);
    enum sg_ask_end end = sg_ask(a->q, sg_terminal_io(t), &opt);
    sg_terminal_close(t);
    if (end == SG_ASK_MEMORY)
        sg_say(SG_R_MEMORY, "memory ran out: nothing was registered");
    else if (end == SG_ASK_STOPPED && isatty(STDERR_FILENO))
        sg_status(SG_REJECTED); /* it was said, in the language of the dialogue */
    else if (end == SG_ASK_STOPPED)
        sg_say(SG_R_NO_INPUT, "the dialogue was ended: nothing was registered");
    return end == SG_ASK_DONE;
}

bool sg_intake_ask(struct sg_cli *cli, const struct sg_intake_opt *opt)
{
    struct sg_fault f;
    struct asking a = {cli, opt, sg_questions_open(cli->profile, cli->today, &f)};
    if (!a.q)
        return complain(&f);
    a.q->allow_bsn = opt->allow_bsn;
    bool ok = talk(&a);
    sg_questions_free(a.q);
    return ok;
}
