/* SPDX-License-Identifier: EUPL-1.2 */
/* The intake form: what is printed comes back, whatever mail does to it; what is not understood is
 * named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "form.h"
#include "text.h"

static struct sg_profile *profile;
static struct sg_questions *q;
static struct sg_draft *given, *got;
static struct sg_buf said; /* "LINE FIELD [code] text\n" of each fault and notice */

static int setup(void **state)
{
    struct sg_fault f;
    (void)state;
    profile = sg_profile_open("nijkerk", &f);
    q = profile ? sg_questions_open(profile, (struct sg_date){2024, 6, 15}, &f) : NULL;
    if (!q)
        return -1;
    q->all = true;
    given = sg_draft_new(q);
    got = sg_draft_new(q);
    return given && got ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    sg_draft_free(given);
    sg_draft_free(got);
    sg_questions_free(q);
    sg_profile_free(profile);
    sg_buf_free(&said);
    said = (struct sg_buf){0};
    return 0;
}

static void hear(void *ctx, const struct sg_fault *f)
{
    (void)ctx;
    sg_buf_fmt(&said, "%zu %s [%s] %s\n", f->line, f->field, sg_reason_code(f->reason), f->text);
}

static size_t form_read(const char *text, size_t n)
{
    char *tight = malloc(n + !n);
    assert_non_null(tight);
    memcpy(tight, text, n);
    sg_draft_free(got);
    assert_non_null(got = sg_draft_new(q));
    sg_buf_clear(&said);
    size_t faults = sg_form_read(got, tight, n, hear, NULL);
    free(tight);
    return faults;
}

static size_t slot_of(const char *path)
{
    size_t i = 0;
    while (i < q->n && strcmp(q->at[i].field->path, path) != 0)
        i++;
    assert_true(i < q->n);
    return i;
}

static void give(const char *path, unsigned element, const char *text)
{
    struct sg_fault f;
    if (!sg_draft_take(given, (struct sg_slot){slot_of(path), element}, text, strlen(text), &f))
        fail_msg("%s: %s", path, f.text);
}

static void signal_of(struct sg_draft *d, struct sg_buf *out)
{
    static struct sg_slot slot[SG_SLOTS];
    assert_true(sg_draft_slots(d, slot) > 0);
    sg_buf_clear(out);
    sg_draft_signal(d, out);
    assert_false(out->failed);
}

/* Reading this gives the same signal as was given, and says nothing (but notices, when told). */
static void same(const struct sg_buf *text, bool notices)
{
    struct sg_buf a = {0}, b = {0};
    size_t faults = form_read(text->p, text->n);
    signal_of(given, &a);
    signal_of(got, &b);
    if (faults || (said.n && !notices) || a.n != b.n || memcmp(a.p, b.p, a.n) != 0)
        fail_msg("said: %s\n%s\n%s\n%.*s", sg_buf_text(&said), sg_buf_text(&a), sg_buf_text(&b),
                 (int)text->n, text->p);
    sg_buf_free(&a);
    sg_buf_free(&b);
}

/* ---- round trips ---- */

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

/* ---- what mail does ---- */

/* The form that somebody filled in by hand: the empty one, with answers behind some labels. */
static void by_hand(struct sg_buf *out)
{
    static const char *const answers[][2] = {
        {"Datum ontvangst:", " 14 juni 2024"},
        {"Gemeente:", " Nijkerk"},
        {"Vormen:", " seks, arbeid"},
        {"Persoon: rollen:", " slachtoffer, dader"},
        {"Persoon: naam:", " Zoë Verzonnen"},
        {"Plaats: straat:", " Lange Voorbeeldstraat achter de Grote Proefkerk aan het Verzonnen "
                            "Plein van de Oude Stad"},
        {"Omschrijving:", " Regel een.\nRegel twee: één prijs."},
    };
    struct sg_buf empty = {0};
    sg_form_print(q, NULL, SG_NL, &empty);
    const char *p = sg_buf_text(&empty);
    for (size_t n; *p; p += n + 1) {
        n = strcspn(p, "\n");
        sg_buf_add(out, p, n);
        for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
            if (strlen(answers[i][0]) == n && !memcmp(p, answers[i][0], n))
                sg_buf_str(out, answers[i][1]);
        sg_buf_char(out, '\n');
    }
    sg_buf_free(&empty);
    sg_draft_free(given);
    assert_non_null(given = sg_draft_new(q));
    give("received", 0, "2024-06-14");
    give("municipality", 0, "GM0267");
    give("forms", 0, "sexual,labour");
    give("persons", 1, "yes");
    give("persons.roles", 1, "victim,suspect");
    give("persons.name", 1, "Zoë Verzonnen");
    give("places", 1, "yes");
    give("places.street", 1, answers[5][1] + 1);
    give("text", 0, "Regel een.\nRegel twee: één prijs.");
}

/* Each line of `text` with something before and behind it. */
static void around(const struct sg_buf *text, const char *before, const char *behind,
                   struct sg_buf *out)
{
    const char *p = text->p, *end = p + text->n;
    sg_buf_clear(out);
    while (p < end) {
        size_t n = (size_t)((const char *)memchr(p, '\n', (size_t)(end - p)) - p);
        sg_buf_str(out, before);
        sg_buf_add(out, p, n);
        sg_buf_str(out, behind);
        p += n + 1;
    }
}

static void quoted_and_blanked(void **state)
{
    (void)state;
    struct sg_buf text = {0}, other = {0};
    by_hand(&text);
    same(&text, false);
    static const char *const ways[][2] = {
        {"> ", "\n"},     {">> ", "\n"}, {"> > ", "\n"},     {">", "\n"},          {"", "\r\n"},
        {"> ", "  \r\n"}, {"", "\t\n"},  {"", "\xC2\xA0\n"}, {"", " \xC2\xA0 \n"},
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        around(&text, ways[i][0], ways[i][1], &other);
        same(&other, false);
    }
    sg_buf_clear(&other);
    sg_buf_fmt(&other, "\xEF\xBB\xBF%s", sg_buf_text(&text));
    same(&other, false);
    sg_buf_clear(&other);
    sg_buf_fmt(&other, "Hallo,\n\nHierbij.\n\n%s\nMet groet,\nOlga\n", sg_buf_text(&text));
    same(&other, true);
    size_t behind = 6;
    for (size_t i = 0; i < text.n; i++)
        behind += text.p[i] == '\n';
    char want[200];
    snprintf(want, sizeof want,
             "1  [note] 2 lines outside of the form are not read\n"
             "%zu  [note] 2 lines outside of the form are not read\n",
             behind);
    assert_string_equal(sg_buf_text(&said), want);
    sg_buf_free(&text);
    sg_buf_free(&other);
}

/* Breaks lines at a blank before `width`, as mail programs do, with a mark in front of all. */
static void wrap(const struct sg_buf *text, size_t width, const char *mark, const char *soft,
                 struct sg_buf *out)
{
    sg_buf_clear(out);
    for (size_t i = 0; i < text->n;) {
        size_t n = 0, cut = 0;
        while (i + n < text->n && text->p[i + n] != '\n' && (n < width || !cut)) {
            if (text->p[i + n] == ' ' && n)
                cut = n;
            n++;
        }
        bool broken = i + n < text->n && text->p[i + n] != '\n';
        if (broken)
            n = cut;
        sg_buf_str(out, mark);
        sg_buf_add(out, text->p + i, n);
        sg_buf_str(out, broken ? soft : "\n");
        i += n + 1;
    }
}

static void wrapped(void **state)
{
    (void)state;
    struct sg_buf text = {0}, other = {0};
    by_hand(&text);
    for (size_t width = 40; width < 80; width++) {
        wrap(&text, width, "", "\n", &other);
        same(&other, false);
        wrap(&text, width, "> ", "\r\n", &other);
        same(&other, false);
    }
    sg_buf_free(&text);
    sg_buf_free(&other);
}

static void put_quoted_printable(const struct sg_buf *text, struct sg_buf *out)
{
    size_t column = 0;
    for (size_t i = 0; i < text->n; i++) {
        unsigned char c = (unsigned char)text->p[i];
        if (c == '\n') {
            sg_buf_str(out, "\r\n");
            column = 0;
            continue;
        }
        if (column > 70) {
            sg_buf_str(out, "=\r\n");
            column = 0;
        }
        if (c == '=' || c >= 127)
            sg_buf_fmt(out, "=%02X", c);
        else
            sg_buf_char(out, (char)c);
        column += c == '=' || c >= 127 ? 3 : 1;
    }
}

static void raw_mails(void **state)
{
    (void)state;
    struct sg_buf text = {0}, body = {0}, mail = {0};
    by_hand(&text);
    put_quoted_printable(&text, &body);
    sg_buf_fmt(&mail,
               "Return-Path: <olga@example.org>\r\nSubject: signaal\r\n"
               "Content-Type: text/plain;\r\n charset=\"utf-8\"\r\n"
               "Content-Transfer-Encoding: Quoted-Printable\r\n\r\n%s",
               sg_buf_text(&body));
    same(&mail, false);
    sg_buf_clear(&mail);
    sg_buf_fmt(&mail,
               "From olga Fri\nMIME-Version: 1.0\n"
               "Content-Type: multipart/mixed; charset=x; boundary=\"=_b 1\"\n\nDit is MIME.\n"
               "--=_b 1\nContent-Type: multipart/alternative; boundary=in\n\n"
               "--in\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n"
               "%s\n--in\nContent-Type: text/html\n\n<b>Datum ontvangst: 1-1-1999</b>\n--in--\n"
               "--=_b 1\nContent-Type: text/plain\n\nDatum ontvangst: 2-2-1999\n--=_b 1--\n",
               sg_buf_text(&body));
    same(&mail, false);
    wrap(&text, 60, "", " \n", &body);
    sg_buf_clear(&mail);
    sg_buf_fmt(&mail, "Received: x\nContent-Type: text/plain; format=flowed\n\n%s",
               sg_buf_text(&body));
    same(&mail, false);
    sg_buf_free(&text);
    sg_buf_free(&body);
    sg_buf_free(&mail);
}

static void windows_1252(void **state)
{
    (void)state;
    static const char form[] = "Datum ontvangst: 14-06-2024\nPersoon: naam: Zo\xEB \x80\n";
    assert_int_equal(form_read(form, sizeof form - 1), 0);
    assert_string_equal(sg_buf_text(&said), "0  [encoding] not UTF-8: read as Windows-1252\n");
    assert_string_equal(sg_draft_answer(got, (struct sg_slot){slot_of("persons.name"), 1}),
                        "\"Zoë €\"");
    assert_int_equal(form_read("Datum ontvangst: \x81\n", 19), 1);
    assert_non_null(strstr(sg_buf_text(&said), "[bad-utf8]"));
}

/* ---- what people do ---- */

static void read_as(const char *form, const char *want)
{
    struct sg_buf a = {0};
    size_t faults = form_read(form, strlen(form));
    signal_of(got, &a);
    if (faults || strcmp(sg_buf_text(&a), want) != 0)
        fail_msg("%s\n%s\n%s", form, sg_buf_text(&said), sg_buf_text(&a));
    sg_buf_free(&a);
}

static void forms_by_people(void **state)
{
    (void)state;
    /* another order, other case, bold, an answer on the next line, English and Dutch */
    read_as("VORMEN : arbeid\n*Datum ontvangst:* 14-06-2024\nMunicipality:\n\n  Ede\n",
            "{\"received\":\"2024-06-14\",\"municipality\":\"GM0228\",\"forms\":[\"labour\"]}");
    /* the date of receipt decides what a name means, wherever it stands */
    read_as("Gemeente: Heerhugowaard\nDatum ontvangst: 1-6-2021\n",
            "{\"received\":\"2021-06-01\",\"municipality\":\"GM0398\"}");
    /* two persons with headings, a third without, an empty block */
    read_as(
        "== Persoon ==\nPersoon: naam: A\nPersoon: geslacht: v\n== Persoon ==\nPersoon: naam: B\n"
        "== Persoon ==\nPersoon: naam:\n== Persoon ==\nPersoon: geslacht: m\nPersoon: naam: C\n"
        "Persoon: naam: D\n",
        "{\"persons\":[{\"name\":\"A\",\"sex\":\"f\"},{\"name\":\"B\"},"
        "{\"name\":\"C\",\"sex\":\"m\"},{\"name\":\"D\"}]}");
    /* what is in the long text is not read, when it is indented */
    read_as("Omschrijving: een\n  Sector: bouw\n  # twee\n\n== Plaats ==\nPlaats: rol: werving\n",
            "{\"places\":[{\"role\":\"recruitment\"}],\"text\":\"een\\nSector: bouw\\n# twee\"}");
    /* a '#' of one's own in the long text is text */
    read_as("Omschrijving: een\n# twee\n# Van wie komen de gegevens?\nBehandelaar: x\n",
            "{\"text\":\"een\\n# twee\",\"owner\":\"x\"}");
    /* a sector without labour: nothing that was answered is dropped */
    read_as("Sector: bouw\n", "{\"sector\":\"construction\"}");
}

static void refused(const char *form, const char *want)
{
    form_read(form, strlen(form));
    if (strcmp(sg_buf_text(&said), want) != 0)
        fail_msg("%s\n%s", form, sg_buf_text(&said));
}

static void what_is_not_understood(void **state)
{
    (void)state;
    static const char none[] =
        " [bad-field] is no question of the form, and no answer goes on here";
    char want[400];
    snprintf(want, sizeof want, "1 %s\n", none);
    refused("Jansje heet zij\nDatum ontvangst: 2024\n", want);
    snprintf(want, sizeof want, "3 %s; did you mean \"persoon: leeftijd\"?\n", none);
    refused("Persoon: naam: A\n\nPersoon: leeftyd: 12\n", want);
    snprintf(want, sizeof want, "2 %s\n", none);
    refused("Persoon: naam: A\nOogkleur: bruin\n", want);
    refused("Datum ontvangst: 2024\n\nnog iets\n", "3  [bad-field] is no question of the form, and "
                                                   "no answer goes on here\n");
    refused("Datum ontvangst: 2024\nVormen: arbeid\nDatum ontvangst: 2023\n",
            "3 Datum ontvangst [duplicate-key] is answered twice\n");
    refused(
        "\n\nDatum ontvangst: 31-02-2024\nPersoon: geboortedatum: Jansje\nVormen: arbeid, niets\n",
        "3 Datum ontvangst [bad-date] \"31-02-2024\" is no date\n"
        "4 Persoon: geboortedatum [bad-date] a value of the form aaaaaa is no date\n"
        "5 Vormen [bad-code] \"niets\" is not in the list form; allowed: sexual, labour, "
        "criminal, organ, smuggling, unknown\n");
    refused("== Hobby ==\n", "1  [bad-value] a heading that the form does not have\n");
    refused("== Formulier: signaal van mensenhandel ==\n== Form: signal of human trafficking ==\n",
            "2  [bad-value] a second form begins here: a file holds one\n");
    refused("Omschrijving: bel 123456782\n",
            "1 Omschrijving [bsn] at character 5 stands a number that passes the eleven test of a "
            "BSN; no BSN may be kept here (--allow-bsn-in-text when it is none)\n");
    struct sg_buf many = {0};
    for (int i = 0; i <= SG_ELEMENTS; i++)
        sg_buf_str(&many, "Voertuig: kenteken: X\n");
    refused(sg_buf_text(&many), "21 Voertuig: kenteken [bad-value] more than 20 of them\n");
    sg_buf_free(&many);
    form_read("a\0b", 3);
    assert_string_equal(sg_buf_text(&said), "0  [nul-byte] a NUL byte: this is no text\n");
    refused("MIME-Version: 1.0\nContent-Type: text/html\n\n<p>x</p>\n",
            "1  [bad-value] this mail has no part in plain text\n");
    refused(
        "Received: x\nContent-Transfer-Encoding: base64\n\nRGF0dW0=\n",
        "4  [bad-value] the text of this mail is in base64: save the text itself, or copy it\n");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_printed_comes_back),
        TEST(the_empty_form),
        TEST(quoted_and_blanked),
        TEST(wrapped),
        TEST(raw_mails),
        TEST(windows_1252),
        TEST(forms_by_people),
        TEST(what_is_not_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
