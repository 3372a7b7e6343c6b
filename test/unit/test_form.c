/* SPDX-License-Identifier: EUPL-1.2 */
/* The intake form: what is printed comes back. */
#include "form_help.h"

#include "text.h"

static unsigned long seed;
static unsigned pick(unsigned n)
{
    seed = (seed * 1103515245UL + 12345UL) & 0x7fffffffUL;
    return (unsigned)(seed >> 8) % n;
}

/* Some answer that fits a question. */
static void answer(struct sg_slot at)
{
    static const char *const words[] = {"Zoë d'Ébène", "a: b", "3 hoog", "# vier", "> vijf",
                                        "== zes ==",   "-",    "?",      "*",      "x=y;z, w"};
    const struct sg_question *to = &q->at[at.question];
    const char *list = sg_question_codes(to);
    struct sg_buf text = {0};
    struct sg_fault f;
    size_t n = 0;
    for (unsigned i = 0; i < (to->field->flags & SG_F_LIST ? 1 + pick(3) : 1); i++) {
        sg_buf_str(&text, i ? "," : "");
        while (list && sg_code_at(profile, list, n))
            n++;
        if (list)
            sg_buf_str(&text, sg_code_at(profile, list, pick((unsigned)n))->code);
        else if (to->field->type == SG_T_MUNICIPALITY)
            sg_buf_str(&text, pick(2) ? "GM0267" : "unknown");
        else if (to->field->type == SG_T_DATE)
            sg_buf_str(&text, pick(2) ? "2021-03" : "2020-02-29");
        else if (to->field->type == SG_T_TIME)
            sg_buf_str(&text, "09:05");
        else if (to->field->type == SG_T_POSTCODE)
            sg_buf_str(&text, "3861AB");
        else if (to->field->type == SG_T_INT)
            sg_buf_int(&text, 1 + pick(99));
        else if (sg_question_wide(to))
            sg_buf_fmt(&text, "%s\n%s\n\n  %s\nSector: %s", words[pick(10)], words[pick(10)],
                       words[pick(10)], words[pick(10)]);
        else
            sg_buf_str(&text, to->field->max == 8 ? "01234567" : words[pick(10)]);
    }
    if (!sg_draft_take(given, at, sg_buf_text(&text), text.n, &f))
        fail_msg("%s: %s: %s", to->field->path, sg_buf_text(&text), f.text);
    sg_buf_free(&text);
}

/* A draft of answers by chance; every element has one at least. */
static void fill(void)
{
    sg_draft_free(given);
    assert_non_null(given = sg_draft_new(q));
    give("received", 0, "2023-01-02");
    for (size_t i = 0; i < q->n; i++) {
        if (!q->at[i].asks_list) {
            if (q->at[i].list == SG_TOP && pick(3) && i != slot_of("received"))
                answer((struct sg_slot){i, 0});
            continue;
        }
        unsigned elements = pick(4);
        for (unsigned e = 1; e <= elements; e++) {
            give(q->at[i].field->path, e, "yes");
            for (size_t k = i + 1; k < q->n && q->at[k].list == q->at[i].list; k++)
                if (k == i + 1 || pick(2))
                    answer((struct sg_slot){k, e});
        }
    }
}

static void what_is_printed_comes_back(void **state)
{
    (void)state;
    struct sg_buf text = {0};
    for (seed = 1; seed < 400; seed += 2) {
        unsigned long held = seed;
        fill();
        sg_buf_clear(&text);
        sg_form_print(q, given, pick(2) ? SG_NL : SG_EN, &text);
        same(&text, false);
        seed = held;
    }
    sg_buf_free(&text);
}

static void the_empty_form(void **state)
{
    (void)state;
    struct sg_buf text = {0}, a = {0};
    for (int lang = SG_NL; lang <= SG_EN; lang++) {
        sg_buf_clear(&text);
        sg_form_print(q, NULL, (enum sg_lang)lang, &text);
        size_t column = 0;
        for (size_t i = 0, from = 0; i < text.n; i++)
            if (text.p[i] == '\n') {
                column = sg_width(text.p + from, i - from);
                assert_true(column <= 72);
                from = i + 1;
            }
        assert_int_equal(form_read(text.p, text.n), 0);
        assert_string_equal(sg_buf_text(&said), "");
        signal_of(got, &a);
        assert_string_equal(sg_buf_text(&a), "{}");
    }
    sg_buf_free(&text);
    sg_buf_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(what_is_printed_comes_back),
        T(the_empty_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
