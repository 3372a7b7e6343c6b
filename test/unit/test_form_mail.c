/* SPDX-License-Identifier: EUPL-1.2 */
/* The intake form comes back, whatever mail does to it. */
#include "form_help.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(quoted_and_blanked),
        T(wrapped),
        T(raw_mails),
        T(windows_1252),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
