/* SPDX-License-Identifier: EUPL-1.2 */
/* The dialogue over an interface of our own: what is typed, what is shown, what comes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ask.h"
#include "text.h"

static struct sg_profile *profile;
static struct sg_questions *q;
static enum sg_lang lang;
static unsigned columns, rows;

/* Lines to come, NULL-terminated. "\t..." completes; "~..." gives Enter until that is shown. */
static const char *const *typed;
static struct sg_buf screen; /* all that was shown */
static struct sg_buf taken;  /* the signal that was accepted */
static unsigned refusals;    /* how often it is not to be accepted */
static size_t reads, since;  /* lines read; lines on the screen since then */
static size_t seen;          /* of the screen, at the last read */
static size_t most;          /* most lines shown without a read */

static void show(const char *text, size_t n)
{
    for (size_t i = 0, from = 0; i < n; i++)
        if (text[i] == '\n') {
            size_t begin = i; /* no line is wider than the screen */
            while (begin > from && text[begin - 1] != '\n')
                begin--;
            assert_true(sg_width(text + begin, i - begin) <= columns);
            from = i + 1;
            most = ++since > most ? since : most;
        }
    sg_buf_add(&screen, text, n);
}

static bool line(void *ctx, const char *prompt, const struct sg_completer *c, struct sg_buf *to)
{
    (void)ctx;
    show(prompt, strlen(prompt));
    reads++;
    since = 0;
    if (!*typed)
        return false;
    const char *text = *typed;
    if (*text == '~')
        text = strstr(sg_buf_text(&screen) + seen, *typed + 1) ? *++typed : "";
    seen = screen.n;
    if (!text)
        return false;
    typed += text == *typed;
    if (*text == '\t') { /* what TAB behind it makes of the text; '|' goes before what it lists */
        struct sg_buf better = {0}, list = {0};
        assert_non_null(c);
        c->complete(c->ctx, text + 1, strlen(text + 1), &better, &list);
        sg_buf_fmt(&screen, "{%s|%s}", sg_buf_text(&better), sg_buf_text(&list));
        sg_buf_add(to, better.p ? better.p : "", better.n);
        sg_buf_free(&better);
        sg_buf_free(&list);
    } else {
        sg_buf_str(to, text);
    }
    sg_buf_fmt(&screen, "%.*s\n", (int)to->n, to->p ? to->p : "");
    return true;
}

static void put(void *ctx, const char *text, size_t n)
{
    (void)ctx;
    show(text, n);
}

static void size(void *ctx, unsigned *c, unsigned *r)
{
    (void)ctx;
    *c = columns;
    *r = rows;
}

static bool accept(void *ctx, const struct sg_record *r, struct sg_buf *said)
{
    (void)ctx;
    if (refusals) {
        refusals--;
        return false;
    }
    sg_buf_clear(&taken);
    sg_buf_add(&taken, r->p, r->n);
    sg_buf_str(said, "Vastgelegd: X-1");
    return true;
}

static enum sg_ask_end talk(const char *const *lines)
{
    static const struct sg_ask_io io = {NULL, line, put, size};
    struct sg_ask_opt opt = {lang, accept, NULL};
    typed = lines;
    sg_buf_clear(&screen);
    sg_buf_clear(&taken);
    reads = since = most = seen = 0;
    return sg_ask(q, &io, &opt);
}
#define TALK(...) talk((const char *const[]){__VA_ARGS__, NULL})

static void shown(const char *text)
{
    if (!strstr(sg_buf_text(&screen), text))
        fail_msg("not on the screen: %s\n%s", text, sg_buf_text(&screen));
}

static void hidden(const char *text)
{
    if (strstr(sg_buf_text(&screen), text))
        fail_msg("on the screen: %s\n%s", text, sg_buf_text(&screen));
}

/* The signal has this in it. */
static void has(const char *text)
{
    if (!strstr(sg_buf_text(&taken), text))
        fail_msg("%s\nis not in\n%s", text, sg_buf_text(&taken));
}

static int setup(void **state)
{
    struct sg_fault f;
    (void)state;
    profile = sg_profile_open("nijkerk", &f);
    q = profile ? sg_questions_open(profile, (struct sg_date){2024, 6, 15}, &f) : NULL;
    lang = SG_NL;
    columns = 80;
    rows = 24;
    refusals = 0;
    return q ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    sg_questions_free(q);
    sg_profile_free(profile);
    sg_buf_free(&screen);
    sg_buf_free(&taken);
    screen = taken = (struct sg_buf){0};
    return 0;
}

#define E4 "", "", "", ""
#define E8 E4, E4

/* Enter all the way asks every question that has no condition, and registers nothing before ja. */
static void enter_all_the_way(void **state)
{
    (void)state;
    assert_int_equal(TALK(E8, E8, E8), SG_ASK_STOPPED);
    shown("Dit wordt vastgelegd:");
    shown("[15-06-2024] > ");
    shown("[Nijkerk] > ");
    shown("[Onbekend] > ");
    shown("[overslaan] > ");
    shown("[Nee] > ");
    hidden("Vastgelegd");
    shown("Er is niets vastgelegd.");
    assert_int_equal(taken.n, 0);
    assert_int_equal(TALK("~Klopt het?", "ja"), SG_ASK_DONE);
    has("{\"received\":\"2024-06-15\",\"municipality\":\"GM0267\",\"reporter\":{\"kind\":"
        "\"unknown\",\"feedback\":\"unknown\"}");
    has("\"about\":[\"unknown\"],\"forms\":[\"unknown\"],\"urgency\":\"unknown\"");
    assert_null(strstr(sg_buf_text(&taken), "persons"));
}

static void answers_out_of_lists(void **state)
{
    (void)state;
    TALK("", "", "Nijkerck", "nee", "Nijkerck", "x", "ja", "3", "99", "grag", "ja", "", "", "arb");
    shown("Bedoelt u Nijkerk? (ja of nee) > nee");
    shown("Bedoelt u Nijkerk? (ja of nee) > x\nBedoelt u Nijkerk? (ja of nee) > ja\n= Nijkerk\n");
    shown("> 3\n= Nationale Politie");
    shown("> 99\nDat staat niet in de lijst.");
    shown("> arb\n= Arbeidsuitbuiting");
}

static void several_fit(void **state)
{
    (void)state;
    TALK("", "", "Nij", "Berg", "Bergen", "267", "nat", "", "slacht, loc", "uitb, sek", "1,krim",
         "1,sek");
    shown("> Nij\nDat kan zijn: Nijkerk, Nijmegen\n");
    shown(
        "> Berg\nDat kan zijn: Bergen (NH.), Bergen op Zoom, Bergen (L.), Bergeijk, Berg en Dal\n");
    shown("> Bergen\nDat kan zijn: Bergen (NH.), Bergen op Zoom, Bergen (L.)");
    shown("> 267\n= Nijkerk");
    shown("= Mogelijk slachtoffer, Locatie\n");
    shown("> uitb, sek\nDat"); /* an alias of two: neither is taken */
    shown("> 1,krim\nBedoelt u Criminele uitbuiting?");
}

static void only_subforms_of_the_form(void **state)
{
    (void)state;
    TALK("", "", "", "", "", "", "arbeid", "?");
    shown("Huishoudelijke uitbuiting");
    hidden("Bedelarij");
    shown("Zet komma's tussen meer antwoorden.");
}

static void days_have_words(void **state)
{
    (void)state;
    TALK("morgen", "16-06-2024", "31-02-2024", "-", "gisteren", "", "<", "<", "");
    shown("> morgen\nDat is geen datum die bestaat.");
    shown("> 16-06-2024\nDie datum is na vandaag.");
    shown("> 31-02-2024\nDat is geen datum die bestaat.");
    shown("> -\nHier is een antwoord nodig.");
    shown("> gisteren\n= 14-06-2024\n");
    shown("[14-06-2024] > ");
}

/* Back keeps what was answered; the next question is the first without an answer. */
static void going_back(void **state)
{
    (void)state;
    TALK("<", "3 mrt 2021", "14:30", "", "<", "<", "9:05", "<");
    shown("[15-06-2024] > <\nDit is de eerste vraag.\n");
    shown("[Nijkerk] > <\n");
    shown("[14:30] > 9:05\n= 09:05\n");
    shown("Wie meldt het?");
    const char *screen_end = strstr(sg_buf_text(&screen), "9:05\n= 09:05");
    assert_non_null(strstr(screen_end, "Wie meldt het?")); /* not the one about the municipality */
    const char *who = strstr(screen_end, "Wie meldt het?");
    assert_non_null(strstr(who, "Voor welke gemeente"));
}

#define TO_PERSONS "", "", "", "", "", "", "", ""

static void persons_one_by_one(void **state)
{
    (void)state;
    assert_int_equal(TALK(TO_PERSONS, "j", "slacht,2", "  Jansje Verzonnen ", "14-2-2010", "v",
                          "NL, roem", "", "", "1", "<", "", "", "ja", "dader", "-", "", "", "30",
                          "m", "", "", "", "", "", E8, "nee"),
                     SG_ASK_STOPPED);
    shown("Persoon 1. Hoe heet deze persoon?");
    shown("= Nederland, Roemenië");
    shown("Persoon 1. Wie heeft het gezag over deze minderjarige?");
    shown("Persoon 2: Is er nog een?");
    shown("Persoon 2. Welke rol");
}

static void before_it_is_registered(void **state)
{
    (void)state;
    refusals = 1;
    assert_int_equal(TALK(TO_PERSONS, "j", "slachtoffer", "Jansje Verzonnen", "~Klopt", "x", "1",
                          "2024-05", "alles", "", "", "", "ja", "~Klopt", "ja"),
                     SG_ASK_DONE);
    shown("Persoon 1\n");
    shown("Persoon: naam: Jansje Verzonnen\n");
    shown("Datum ontvangst: 15-06-2024\n");
    shown("Datum ontvangst: mei 2024\n");
    shown("Zaaknummer: \n");
    shown("Het is niet gelukt");
    shown("-- Enter voor meer --");
    shown("Vastgelegd: X-1\n");
    has("\"received\":\"2024-05\"");
    has("\"persons\":[{\"roles\":[\"victim\"],\"name\":\"Jansje Verzonnen\"");
}

/* A text ends with an empty line; a number that may be a BSN and what a terminal obeys do not get
 * in. */
static void texts(void **state)
{
    (void)state;
    TALK(TO_PERSONS, "~gezien en gehoord", "Bel 123456782", "", "Rood\x1b[31m \xE2\x80\xA8",
         "regel twee", "", "<", "~Klopt", "ja");
    shown("een burgerservicenummer kan zijn");
    has("\"text\":\"Rood?[31m ?\\nregel twee\"");
    shown("[blijft zo] > ");
}

static void completion(void **state)
{
    (void)state;
    TALK("", "", "\tnij", "<", "\tNIJK", "\tnat", "", "\t1, loc", "\tuitb", "\tx");
    shown("{|Nijkerk\nNijmegen}");
    shown("{Nijkerk|}");
    shown("{Nationale Politie|}");
    shown("{1, Locatie|}");
    shown("{|");
}

static void english(void **state)
{
    (void)state;
    lang = SG_EN;
    assert_int_equal(TALK("yesterday", "", "", "police", "yes", "", "", "labour", "?", "", "", "",
                          "", "", "", "", "", "", "", "", "", "", "no"),
                     SG_ASK_STOPPED);
    shown("When did the signal come in?");
    shown("National Police");
    shown("Nothing was registered.");
    hidden("Enter voor");
}

/* Whatever is asked and answered, nothing leaves a screen of 80 x 24, or even 40 x 12, unseen. */
static void fits_the_screen(void **state)
{
    (void)state;
    for (int small = 0; small < 2; small++) {
        columns = small ? 40 : 80;
        rows = small ? 12 : 24;
        const char *lines[128] = {0};
        for (size_t i = 0; i < 127; i++)
            lines[i] = i % 3 == 1 ? "?" : i == 24 ? "j" : "";
        talk(lines);
        assert_true(reads > 100);
        assert_in_range(most, 5, small ? 24 : 24);
    }
}

/* Input that ends at any question leaves nothing behind. */
static void input_ends_anywhere(void **state)
{
    (void)state;
    const char *all[] = {TO_PERSONS, "j", "1", "Jan", "",      "20", "",  "",  "",  "",
                         "",         "",  "",  "14",  "",      "",   "j", "2", "",  "",
                         "",         "",  "",  "",    "Tekst", "",   E4,  "",  NULL};
    for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
        const char *held = all[n];
        all[n] = NULL;
        assert_int_equal(talk(all), SG_ASK_STOPPED);
        shown("Er is niets vastgelegd.");
        assert_int_equal(taken.n, 0);
        all[n] = held;
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(enter_all_the_way),
        TEST(answers_out_of_lists),
        TEST(several_fit),
        TEST(days_have_words),
        TEST(going_back),
        TEST(persons_one_by_one),
        TEST(texts),
        TEST(before_it_is_registered),
        TEST(completion),
        TEST(english),
        TEST(fits_the_screen),
        TEST(input_ends_anywhere),
        TEST(only_subforms_of_the_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
