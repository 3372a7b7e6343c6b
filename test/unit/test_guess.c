/* SPDX-License-Identifier: EUPL-1.2 */
/* Drafts of mappings: what is recognised, and what must not be. */
#include "signals_help.h"

#include "guess.h"
#include "import.h"

/* The draft for a file. */
static const char *draft(const char *file, struct sg_guessed *found)
{
    static char text[4096];
    struct sg_fault f;
    struct sg_buf out = {0};
    struct sg_guess_opt opt = {today, SG_ENC_AUTO, false, "t"};
    struct sg_csv *csv = sg_csv_bytes(file, strlen(file), NULL, 0, &f);
    assert_non_null(csv);
    assert_true(sg_guess(csv, nl, &opt, &out, found, &f));
    snprintf(text, sizeof text, "%s", sg_buf_text(&out));
    sg_csv_close(csv);
    sg_buf_free(&out);
    return text;
}

/* That the row of the draft about the last column begins so. */
static void says(const char *header, const char *cells, const char *want)
{
    char file[1024];
    struct sg_guessed found;
    size_t n = (size_t)snprintf(file, sizeof file, "Datum;%s\n", header);
    for (const char *p = cells; *p; p += strcspn(p, "\n"), p += *p == '\n')
        n += (size_t)snprintf(file + n, sizeof file - n, "2024;%.*s\n", (int)strcspn(p, "\n"), p);
    const char *text = draft(file, &found), *row = strstr(text, "\nDatum;");
    row = row ? strchr(row + 1, '\n') : NULL;
    if (!row || strncmp(row + 1, want, strlen(want)) != 0)
        fail_msg("%s: %s is not %s", header, row ? row + 1 : text, want);
}

static void headers(void **state)
{
    (void)state;
    says("Vorm van uitbuiting", "arbeid\n", "Vorm van uitbuiting;forms;;;;\"sure");
    says("VORM_VAN_UITBUITING", "arbeid\n", "VORM_VAN_UITBUITING;forms;;;;\"sure");
    says("Postcode pand", "3861AB\n", "Postcode pand;places[1].postcode;;;;\"likely");
    says("Geboortedatun", "1-2-1990\n", "Geboortedatun;persons[1].born;;;;\"likely");
    says("Naam 3", "x\n", "Naam 3;persons[3].name;;;;\"sure");
    says("Melder", "politie\n", "Melder;reporter.kind;;;;\"sure");
    says("Naam", "", "Naam;persons[1].name;;;;\"likely");
    says("Gemeente", "Nijkerk\nEde\nBergen\nEde\n",
         "Gemeente;municipality;;;;\"doubtful: its header");
    says("Gemeente", "x\ny\nEde\n", "Gemeente;@ignore;;;;ignored: its header says");
}

static void cells(void **state)
{
    (void)state;
    says("Zus", "Nijkerk\nEde\n", "Zus;municipality;;;;\"perhaps");
    says("Zus", "Nijkerk\n", "Zus;@ignore;");
    says("Zus", "arbeid\nseks, crim\n", "Zus;forms;;;;\"perhaps");
    says("Zus", "3861 AB\n3861AC\n", "Zus;places[1].postcode;;;;\"perhaps");
    says("Zus", "iets\nanders\n", "Zus;@ignore;;;;ignored");
    says("Geboren", "25569\n25570\n", "Geboren;persons[1].born;;;serial;");
    says("Geboren", "1-2-98\n", "Geboren;persons[1].born;;;pivot=24;");
}

static void numbers_of_persons(void **state)
{
    (void)state;
    static const char *const named[] = {"BSN", "bsn slachtoffer", "Burgerservicenummer",
                                        "Sofinummer", "BSN_1"};
    char want[64];
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        snprintf(want, sizeof want, "%s;@ignore;;;;ignored: a BSN", named[i]);
        says(named[i], "x\n", want);
    }
    says("Zaaknummer", "123456782\n111222333\n", "Zaaknummer;@ignore;;;;ignored: a BSN");
    says("Naam", "1234.56.782\n111222333\nx\n", "Naam;@ignore;;;;ignored: a BSN");
    says("Zaaknummer", "123456782\n111222334\n", "Zaaknummer;case.number;");
    says("Zaaknummer", "123456782\n1\n2\n3\n", "Zaaknummer;case.number;");
}

static void keys(void **state)
{
    (void)state;
    says("Nr", "1\n2\n3\n", "Nr;@key;;;;sure");
    says("Nr", "1\n1\n2\n", "Nr;@key;;;join;likely");
    says("Nr", "1\n\n2\n", "Nr;@key;;;join;likely");
    says("Nr", "1\n2\n1\n", "Nr;@ignore;");
    says("Nr", "\n1\n2\n", "Nr;@ignore;");
    struct sg_guessed found;
    const char *text = draft("Nr;Dossier;Datum;Datum melding\n1;2;2024;2024\n", &found);
    assert_non_null(strstr(text, "\nNr;@key;"));
    assert_non_null(strstr(text, "\nDossier;@ignore;;;;ignored: another column is the key"));
    assert_non_null(strstr(text, "\nDatum;received;"));
    assert_non_null(strstr(text, "\nDatum melding;@ignore;;;;ignored: another column gives"));
    assert_true(found.received && found.columns == 4 && found.sure == 2 && found.ignored == 2);
}

/* What it writes can be read, whatever the headers hold. */
static void drafts_are_mappings(void **state)
{
    (void)state;
    static const char *const files[] = {
        "Datum;\"a;b\";\"c\"\"d\";\"e\nf\";g|h;@x;=y;  z  \n2024;1;2;3;4;5;6;7\n",
        "sig:line;sig:column;sig:reason;Datum\n4;Datum;bad-date;1-1-2024\n",
        "Titel\n\nDatum,Naam\n2024,x\nTotaal,1\n", "Datum\n"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct sg_guessed found;
        struct sg_fault f = {0};
        const char *text = draft(files[i], &found);
        struct sg_map *m = sg_map_text(text, strlen(text), "draft", nl, &f);
        struct sg_csv *csv = sg_csv_bytes(files[i], strlen(files[i]), NULL, 0, &f);
        struct sg_map_open_opt opt = {0};
        struct sg_row header;
        size_t above;
        if (!m || !sg_map_header(m, csv, &opt, &header, &above, &f))
            fail_msg("%s: %s %s", text, f.field, f.text);
        sg_csv_close(csv);
        sg_map_free(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(headers), cmocka_unit_test(cells),
                                       cmocka_unit_test(numbers_of_persons), cmocka_unit_test(keys),
                                       cmocka_unit_test(drafts_are_mappings)};
    return cmocka_run_group_tests(tests, open_nl, close_nl);
}
