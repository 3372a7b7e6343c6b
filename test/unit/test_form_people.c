/* SPDX-License-Identifier: EUPL-1.2 */
/* The intake form as people fill it in; what is not understood is named. */
#include "form_help.h"

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
    const struct CMUnitTest tests[] = {
        T(forms_by_people),
        T(what_is_not_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
