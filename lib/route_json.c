/* SPDX-License-Identifier: EUPL-1.2 */
/* Proposals as the member of a signal. */
#include "route_impl.h"

#include <string.h>

/* With literals: no format is read for what every signal has. */
#define PUT(b, literal) sg_buf_add(b, literal, sizeof(literal) - 1)

static void text_member(struct sg_buf *b, const char *key, const char *text)
{
    sg_buf_fmt(b, "%s\"%s\":", b->n ? "," : "{", key);
    sg_json_text(b, text, strlen(text));
}

bool sg_route_prepare(struct route_rule *rule)
{
    bool ok = true;
    for (int lang = SG_NL; lang <= SG_EN; lang++) {
        struct sg_buf *b = &rule->json[lang];
        text_member(b, "rule", rule->name);
        text_member(b, "because", rule->because[lang]);
        text_member(b, "source", rule->source);
        ok = ok && !b->failed;
    }
    return ok;
}

static void date_member(struct sg_buf *b, struct sg_date d)
{
    char text[11];
    if (d.y == 0)
        return;
    sg_date_write(d, text);
    PUT(b, ",\"due\":\"");
    sg_buf_str(b, text);
    sg_buf_char(b, '"');
}

/* A member of the signal as it stands there, or nothing. */
static void copied_member(struct sg_buf *b, const char *key, struct sg_val v)
{
    if (v.kind != SG_STRING)
        return;
    sg_buf_fmt(b, "%s\"%s\":", b->p[b->n - 1] == '{' ? "" : ",", key);
    sg_json_raw(b, v);
}

static void put_reason(struct sg_buf *b, const struct sg_reason_why *reason, enum sg_lang lang)
{
    sg_buf_add(b, reason->json[lang].p, reason->json[lang].n);
    date_member(b, reason->due);
    for (size_t i = 0; i < reason->unknowns; i++)
        sg_buf_fmt(b, "%s\"%s\"", i ? "," : ",\"unknown\":[", reason->unknown[i]);
    sg_buf_str(b, reason->unknowns ? "]}" : "}");
}

/* Not why: that is personal, and stands in the signal already. */
static void put_override(struct sg_buf *b, struct sg_val override)
{
    if (override.kind != SG_OBJECT)
        return;
    sg_buf_str(b, ",\"override\":{");
    copied_member(b, "choice", sg_val_get(override, "choice"));
    copied_member(b, "on", sg_val_get(override, "on"));
    copied_member(b, "by", sg_val_get(override, "by"));
    sg_buf_char(b, '}');
}

static void put_proposal(struct sg_buf *b, const struct sg_proposal *p, enum sg_lang lang)
{
    PUT(b, "{\"to\":\"");
    sg_buf_add(b, p->to.p, p->to.n);
    sg_buf_char(b, '"');
    date_member(b, p->due);
    if (p->certain || !p->reasons)
        PUT(b, ",\"certain\":\"yes\",\"reasons\":[");
    else
        PUT(b, ",\"certain\":\"no\",\"reasons\":[");
    for (size_t i = 0; i < p->reasons; i++) {
        if (i)
            sg_buf_char(b, ',');
        put_reason(b, &p->reason[i], lang);
    }
    sg_buf_char(b, ']');
    put_override(b, p->override);
    copied_member(b, "handed_off", p->handed_off);
    sg_buf_char(b, '}');
}

void sg_route_json(const struct sg_proposals *ps, enum sg_lang lang, struct sg_buf *out)
{
    sg_buf_str(out, "\"proposals\":[");
    for (size_t i = 0; i < ps->n; i++) {
        if (i)
            sg_buf_char(out, ',');
        put_proposal(out, ps->at[i], lang);
    }
    sg_buf_char(out, ']');
}
