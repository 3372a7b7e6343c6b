/* SPDX-License-Identifier: EUPL-1.2 */
/* What a profile offers, for people: tables, dimensions, measures. */
#include "tally_impl.h"

#include <string.h>

static void line(struct sg_buf *out, const char *name, const char *label)
{
    enum { COLUMN = 28 };
    size_t w = sg_width(name, strlen(name));
    sg_buf_fmt(out, "  %s", name);
    do
        sg_buf_char(out, ' ');
    while (++w < COLUMN);
    sg_buf_fmt(out, "%s\n", label);
}

static void sheet(struct sg_buf *out, const struct sg_profile *p, const char *name, const char *key,
                  enum sg_lang lang)
{
    const struct sg_sheet *s = sg_profile_sheet(p, name);
    for (size_t i = 0; i < sg_sheet_rows(s); i++) {
        const char *label = sg_sheet_cell(s, i, lang == SG_NL ? "nl" : "en");
        line(out, sg_sheet_cell(s, i, key), *label ? label : sg_sheet_cell(s, i, "nl"));
    }
}

static void dimensions(struct sg_buf *out, const struct sg_profile *p, enum sg_lang lang)
{
    const struct sg_code *c;
    for (size_t i = 0; sg_dim_name(i); i++)
        line(out, sg_dim_name(i), sg_label(p, "dimension", sg_dim_name(i), lang));
    for (size_t i = 0; (c = sg_dim_code(p, &i)) != NULL;) {
        size_t k = 0;
        while (sg_dim_name(k) && strcmp(sg_dim_name(k), c->code) != 0)
            k++;
        if (!sg_dim_name(k))
            line(out, c->code, c->label[lang]);
    }
}

void sg_tally_list(const struct sg_profile *p, enum sg_lang lang, struct sg_buf *out)
{
    bool nl = lang == SG_NL;
    sg_buf_str(out, nl ? "Tabellen\n" : "Tables\n");
    sheet(out, p, "tables", "table", lang);
    sg_buf_str(out, nl ? "\nDimensies (-R, -C), en het pad van elk veld met codes\n"
                       : "\nDimensions (-R, -C), and the path of any coded field\n");
    dimensions(out, p, lang);
    sg_buf_str(out, nl ? "\nMaten (-m)\n" : "\nMeasures (-m)\n");
    sheet(out, p, "measures", "measure", lang);
}
