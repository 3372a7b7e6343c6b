/* SPDX-License-Identifier: EUPL-1.2 */
/* The sheet of questions and the draft: what is refused, which questions there are, the signal. */
#include "profile_help.h"

#include "questions.h"

static const struct sg_date today = {2024, 6, 15};
#define HEAD "question;field;nl;when;choices;enter\n"
#define PROFILE "key;value\nname;x\nbase;nl\n"

/* A profile with nl's codes and these questions only: nl's own are taken out first. */
static struct sg_profile *with(const char *rows)
{
    struct sg_profile *nl = open_good("nl");
    const struct sg_sheet *s = sg_profile_sheet(nl, "questions");
    struct sg_buf text = {0};
    sg_buf_str(&text, HEAD);
    for (size_t i = 0; i < sg_sheet_rows(s); i++)
        sg_buf_fmt(&text, "-%s;;;;;\n", sg_sheet_cell(s, i, "question"));
    sg_buf_str(&text, rows);
    put("x/profile.csv", PROFILE);
    put("x/questions.csv", sg_buf_text(&text));
    sg_buf_free(&text);
    sg_profile_free(nl);
    return open_good(in_home("x"));
}

static void refused(const char *rows, const char *field, const char *words)
{
    struct sg_profile *p = with(rows);
    struct sg_fault f = {0};
    struct sg_questions *q = sg_questions_open(p, today, &f);
    assert_null(q);
    assert_int_equal(f.reason, SG_R_BAD_PROFILE);
    if (strcmp(f.field, field) != 0 || !strstr(f.text, words))
        fail_msg("%s: %s", f.field, f.text);
    assert_non_null(strstr(f.file, "questions.csv"));
    sg_profile_free(p);
}

#define RECEIVED "r;received;Wanneer?;;;today\n"

static void faults_of_a_sheet(void **state)
{
    (void)state;
    refused("a;form;Wat?;;;skip\n", "field", "did you mean forms");
    refused("a;minor;Wat?;;;skip\n", "field", "given by the programs");
    refused("a;seal;Wat?;;;skip\n", "field", "given by the programs");
    refused("a;reporter;Wat?;;;skip\n", "field", "list of groups");
    refused("a;persons.consent.for;Wat?;;;skip\n", "field", "in another list");
    refused("a;persons.shelter;Wat?;;;skip\n", "field", "list of groups");
    refused("a;forms;Wat?;;;skip\nb;forms;En?;;;skip\n", "field", "by the question a");
    refused("a;persons.name;Wie?;;;skip\n", "field", "must follow the question about persons");
    refused("a;persons;Wie?;;;skip\nb;time;Hoe laat?;;;skip\nc;persons.name;Wie?;;;skip\n", "field",
            "must follow");
    refused("a;forms;Wat?;;;soms\n", "enter", "does not fit forms");
    refused("a;text;Wat?;;;unknown\n", "enter", "does not fit text");
    refused("a;text;Wat?;;;today\n", "enter", "does not fit");
    refused("a;time;Wat?;;;own\n", "enter", "does not fit");
    refused("a;persons;Wie?;;;required\n", "enter", "does not fit");
    refused("a;received;Wat?;;;skip\n", "enter", "does not fit");
    refused("a;urgency;Wat?;;;=soms\n", "enter", "not in the list");
    refused("a;received;Wat?;frms = labour;;today\n", "when", "did you mean forms");
    refused("a;subforms;Wat?;;text;skip\n", "choices", "must have codes");
    refused("a;forms;Wat?;;;skip\n", "", "asks for received");
    refused("r;received;Wat?;about = victim;;today\n", "", "asks for received");
}

static void count(void *ctx, const struct sg_fault *f)
{
    assert_int_equal(f->reason, SG_R_BAD_PROFILE);
    ++*(int *)ctx;
}

static void all_faults_are_named(void **state)
{
    (void)state;
    int n = 0;
    struct sg_profile *p =
        with(RECEIVED "a;form;Wat?;;;skip\nb;forms;Wat?;;;soms\nc;persons;Wie?;;;unknown\n"
                      "d;persons.name;Wie?;;;skip\n");
    assert_int_equal(sg_questions_check(p, today, count, &n), 3);
    assert_int_equal(n, 3);
    sg_profile_free(p);
    p = with("");
    assert_int_equal(sg_questions_check(p, today, count, &n), 0);
    sg_profile_free(p);
    static const char *const built_in[] = {"nl", "nijkerk", "dijk-en-waard"};
    for (size_t i = 0; i < 3; i++) {
        p = open_good(built_in[i]);
        assert_int_equal(sg_questions_check(p, today, count, &n), 0);
        sg_profile_free(p);
    }
}

/* ---- drafts ---- */

static struct sg_profile *profile;
static struct sg_questions *q;
static struct sg_draft *d;

static void begin(const char *rows)
{
    struct sg_fault f = {0};
    profile = rows ? with(rows) : open_good("nijkerk");
    q = sg_questions_open(profile, today, &f);
    if (!q)
        fail_msg("%s: %s", f.field, f.text);
    assert_non_null(d = sg_draft_new(q));
}

static void end(void)
{
    sg_draft_free(d);
    sg_questions_free(q);
    sg_profile_free(profile);
}

static struct sg_slot slot_of(const char *path, unsigned element)
{
    struct sg_slot at = {0, element};
    while (at.question < q->n && strcmp(q->at[at.question].field->path, path) != 0)
        at.question++;
    assert_true(at.question < q->n);
    return at;
}

static void take(const char *path, unsigned element, const char *text)
{
    struct sg_fault f = {0};
    if (!sg_draft_take(d, slot_of(path, element), text, strlen(text), &f))
        fail_msg("%s: %s", path, f.text);
}

static enum sg_reason not_taken(const char *path, unsigned element, const char *text)
{
    struct sg_fault f = {0};
    assert_false(sg_draft_take(d, slot_of(path, element), text, strlen(text), &f));
    if (q->at[slot_of(path, element).question].field->flags & SG_F_PERSONAL)
        assert_null(strstr(f.text, text));
    return f.reason;
}

/* The questions that there are, "received persons:1 persons.name:1 ...". */
static void slots_are(const char *want)
{
    static struct sg_slot slot[SG_SLOTS];
    struct sg_buf got = {0};
    long n = sg_draft_slots(d, slot);
    for (long i = 0; i < n; i++) {
        sg_buf_fmt(&got, "%s%s", i ? " " : "", q->at[slot[i].question].field->path);
        if (slot[i].element)
            sg_buf_fmt(&got, ":%u", slot[i].element);
    }
    assert_string_equal(sg_buf_text(&got), want);
    sg_buf_free(&got);
}

static void signal_is(const char *want)
{
    static struct sg_slot slot[SG_SLOTS];
    struct sg_buf got = {0};
    assert_true(sg_draft_slots(d, slot) >= 0);
    sg_draft_signal(d, &got);
    assert_string_equal(sg_buf_text(&got), want);
    sg_buf_free(&got);
}

#define PERSONS                                                                   \
    RECEIVED "f;forms;Vorm?;;;unknown\n"                                          \
             "s;sector;Sector?;forms = labour;;unknown\n"                         \
             "p;persons;Iemand?;;;skip\n"                                         \
             "pn;persons.name;Naam?;;;skip\n"                                     \
             "pb;persons.born;Geboren?;;;unknown\n"                               \
             "pa;persons.age;Leeftijd?;born is not known;;unknown\n"              \
             "ps;persons.shelter.requested;Opvang?;signal.forms = labour;;skip\n" \
             "e;estimate.min;Hoeveel?;persons is absent;;skip\n"

static void which_questions_there_are(void **state)
{
    (void)state;
    begin(PERSONS);
    slots_are("received forms persons:1 estimate.min");
    take("forms", 0, "arbeid, seks");
    slots_are("received forms sector persons:1 estimate.min");
    take("persons", 1, "ja");
    slots_are("received forms sector persons:1 persons.name:1 persons.born:1 persons.age:1 "
              "persons.shelter.requested:1 persons:2");
    take("persons.born", 1, "2003");
    take("persons", 2, "j");
    slots_are("received forms sector persons:1 persons.name:1 persons.born:1 "
              "persons.shelter.requested:1 persons:2 persons.name:2 persons.born:2 persons.age:2 "
              "persons.shelter.requested:2 persons:3");
    end();
}

static void what_no_longer_applies_is_no_part(void **state)
{
    (void)state;
    begin(PERSONS);
    take("received", 0, "14-6-2024");
    take("forms", 0, "arbeid");
    take("sector", 0, "horeca");
    signal_is("{\"received\":\"2024-06-14\",\"forms\":[\"labour\"],\"sector\":\"hospitality\"}");
    take("forms", 0, "sexual");
    signal_is("{\"received\":\"2024-06-14\",\"forms\":[\"sexual\"]}");
    take("forms", 0, "labour");
    signal_is("{\"received\":\"2024-06-14\",\"forms\":[\"labour\"],\"sector\":\"hospitality\"}");
    take("persons", 1, "ja");
    take("persons.name", 1, "Jansje \"Verzonnen\"");
    take("persons", 2, "ja");
    take("persons.shelter.requested", 2, "2024-06");
    signal_is("{\"received\":\"2024-06-14\",\"forms\":[\"labour\"],\"sector\":\"hospitality\","
              "\"persons\":[{\"name\":\"Jansje \\\"Verzonnen\\\"\"},{\"shelter\":{\"requested\":"
              "\"2024-06\"}}]}");
    take("persons", 1, "nee");
    signal_is("{\"received\":\"2024-06-14\",\"forms\":[\"labour\"],\"sector\":\"hospitality\"}");
    end();
}

static void lists_and_wrong_answers(void **state)
{
    (void)state;
    begin(NULL);
    take("forms", 0, " , arbeid;labour\nseks, ");
    assert_string_equal(sg_draft_answer(d, slot_of("forms", 0)), "[\"labour\",\"sexual\"]");
    assert_int_equal(not_taken("forms", 0, "arbeid, niets"), SG_R_BAD_CODE);
    assert_string_equal(sg_draft_answer(d, slot_of("forms", 0)), "[\"labour\",\"sexual\"]");
    take("forms", 0, "");
    assert_string_equal(sg_draft_answer(d, slot_of("forms", 0)), "");
    assert_int_equal(not_taken("received", 0, "31-02-2024"), SG_R_BAD_DATE);
    assert_int_equal(not_taken("received", 0, "16-06-2024"), SG_R_FUTURE_DATE);
    assert_int_equal(not_taken("persons.name", 1, "Jan 123456782"), SG_R_BSN);
    q->allow_bsn = true;
    take("persons.name", 1, "Jan 123456782");
    assert_int_equal(not_taken("persons", 1, "misschien"), SG_R_BAD_CODE);
    assert_int_equal(not_taken("estimate.min", 0, "veertien"), SG_R_BAD_NUMBER);
    assert_int_equal(not_taken("municipality", 0, "Bergen"), SG_R_AMBIGUOUS);
    take("received", 0, "2021-06-01");
    take("municipality", 0, "Heerhugowaard");
    assert_string_equal(sg_draft_answer(d, slot_of("municipality", 0)), "\"GM0398\"");
    assert_null(sg_draft_answer(d, slot_of("owner", 0)));
    take("text", 0, " ;Kost en inwoning; \n");
    assert_string_equal(sg_draft_answer(d, slot_of("text", 0)), "\";Kost en inwoning;\"");
    struct sg_buf words = {0};
    take("forms", 0, "arbeid, onbekend");
    sg_draft_words(d, slot_of("forms", 0), SG_NL, &words);
    sg_buf_str(&words, "/");
    sg_draft_words(d, slot_of("received", 0), SG_EN, &words);
    sg_buf_str(&words, "/");
    sg_draft_words(d, slot_of("owner", 0), SG_EN, &words);
    assert_string_equal(sg_buf_text(&words), "Arbeidsuitbuiting, Onbekend/01-06-2021/");
    sg_buf_free(&words);
    end();
}

static void what_enter_means(void **state)
{
    (void)state;
    begin(RECEIVED "m;municipality;Waar?;;;own\nt;time;Hoe laat?;;;skip\n"
                   "u;urgency;Spoed?;;;=normaal\nf;forms;Vorm?;;;required\n");
    assert_string_equal(sg_draft_enter(d, 0), "2024-06-15");
    assert_string_equal(sg_draft_enter(d, 1), "unknown"); /* the profile has none */
    assert_string_equal(sg_draft_enter(d, 2), "");
    assert_string_equal(sg_draft_enter(d, 3), "normaal");
    assert_null(sg_draft_enter(d, 4));
    end();
    begin(NULL);
    assert_string_equal(sg_draft_enter(d, slot_of("municipality", 0).question), "GM0267");
    end();
}

/* Twenty elements, and no question about another one. */
static void elements_end(void **state)
{
    (void)state;
    begin(RECEIVED "v;vehicles;Een voertuig?;;;skip\nvp;vehicles.plate;Kenteken?;;;skip\n");
    static struct sg_slot slot[SG_SLOTS];
    for (unsigned e = 1; e <= SG_ELEMENTS; e++)
        take("vehicles", e, "ja");
    assert_int_equal(sg_draft_slots(d, slot), 1 + 2 * SG_ELEMENTS);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(faults_of_a_sheet, make_home, remove_home),
        cmocka_unit_test_setup_teardown(all_faults_are_named, make_home, remove_home),
        cmocka_unit_test_setup_teardown(which_questions_there_are, make_home, remove_home),
        cmocka_unit_test_setup_teardown(what_no_longer_applies_is_no_part, make_home, remove_home),
        cmocka_unit_test_setup_teardown(lists_and_wrong_answers, make_home, remove_home),
        cmocka_unit_test_setup_teardown(what_enter_means, make_home, remove_home),
        cmocka_unit_test_setup_teardown(elements_end, make_home, remove_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
