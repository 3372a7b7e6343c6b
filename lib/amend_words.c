/* SPDX-License-Identifier: EUPL-1.2 */
/* A change from the words of a command line. Personal content comes from files only. */
#include "amend_impl.h"

#include <stdlib.h>
#include <string.h>

static bool complain(const struct sg_fault *f)
{
    sg_complain(NULL, 0, f);
    return false;
}

static bool no_memory(void)
{
    struct sg_fault f;
    sg_fail(&f, SG_R_MEMORY, "memory ran out");
    return complain(&f);
}

/* The value of an option, which may be @FILE and must be when it is personal. NULL: complained. */
static char *value_of(const char *what, size_t n, bool personal, const char *value, size_t *value_n)
{
    struct sg_fault f;
    if (!personal || !*value || *value == '@')
        return sg_cli_text(value, value_n);
    sg_fail(&f, SG_R_PERSONAL,
            "%.*s is personal: give it as @FILE or @- (standard input); options are visible to "
            "every user of this machine",
            (int)n, what);
    complain(&f);
    return NULL;
}

static bool put_part(struct sg_change *c, const struct sg_profile *p, enum sg_part part,
                     const char *text)
{
    const char *name = sg_part_names[part];
    size_t n;
    char *value = value_of(name, strlen(name), sg_part_personal(p, c, part), text, &n);
    bool ok = value && (sg_change_put(c, part, value, n) || no_memory());
    free(value);
    return ok;
}

bool sg_change_parts(struct sg_change *c, const struct sg_profile *p,
                     const char *const part[SG_PARTS])
{
    /* What the change is decides which of its parts are personal. */
    if (part[SG_PART_DO] && !put_part(c, p, SG_PART_DO, part[SG_PART_DO]))
        return false;
    for (unsigned i = 0; i < SG_PARTS; i++)
        if (part[i] && i != SG_PART_DO && !put_part(c, p, (enum sg_part)i, part[i]))
            return false;
    return true;
}

static bool assign(struct sg_change *c, enum sg_assign_how how, const char *text)
{
    struct sg_fault f;
    const char *eq = how == SG_ASSIGN_UNSET ? NULL : strchr(text, '=');
    size_t n = eq ? (size_t)(eq - text) : strlen(text), value_n;
    if (!eq && how != SG_ASSIGN_UNSET)
        return sg_cli_wrong("write FIELD=VALUE, such as owner=jdv");
    char *value = value_of(text, n, sg_path_personal(text, n), eq ? eq + 1 : "", &value_n);
    bool ok = value && (sg_change_assign(c, how, text, n, value, value_n, &f) || complain(&f));
    free(value);
    return ok;
}

bool sg_change_texts(struct sg_change *c, enum sg_assign_how how, const struct sg_texts *texts)
{
    for (size_t i = 0; i < texts->n; i++)
        if (!assign(c, how, texts->at[i]))
            return false;
    return true;
}
