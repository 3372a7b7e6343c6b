/* SPDX-License-Identifier: EUPL-1.2 */
/* The judge of the condition language: the slowest evaluator that is plainly right. It walks a tree
 * over jansson values and tries every day that a date of reduced precision can mean; it shares no
 * code with expr but the profile's answers. Truths are numbers, so that and is the least, or the
 * most and not the difference from YES. */
#ifndef EXPR_NAIVE_H
#define EXPR_NAIVE_H

#include "expr_naive_when.h"

static int evaluate(struct naive *e, const struct node *n);

static int text_verdict(const struct node *n, json_t *v)
{
    static const struct {
        const char *raw, *folded;
    } texts[] = {{"Een Ka\xC3\xADs\xC3\xA9r", "een kaiser"}, {"\"x\" \\ kaas", "\"x\" \\ kaas"}};
    if (!json_is_string(v))
        return UNSURE;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i].raw, json_string_value(v)) == 0)
            return strstr(texts[i].folded, n->folded) ? YES : NO;
    return strstr(json_string_value(v), n->folded) ? YES : NO;
}

static int region_verdict(const struct node *n, json_t *v)
{
    const char *code = json_string_value(v);
    const struct sg_municipality *m = code ? sg_municipality(profile, code, strlen(code)) : NULL;
    return !m ? UNSURE : sg_region_has(profile, n->word[0], m) ? YES : NO;
}

static int group_verdict(const struct node *n, json_t *v)
{
    const char *code = json_string_value(v), *group = n->word[0];
    if (!code || says_unknown(v))
        return UNSURE;
    const struct sg_code *c = sg_code(profile, n->word[1], code, strlen(code));
    return c && sg_code_in_group(c, group, strlen(group)) ? YES : NO;
}

static int value_verdict(const struct naive *e, const struct node *n, json_t *v)
{
    if (n->age)
        return ages_verdict(e, n, v);
    switch (n->what) {
    case W_WORDS:
        return words_verdict(n, v);
    case W_DATES:
        return dates_verdict(n, v);
    case W_NUMBERS:
        return numbers_verdict(n, v);
    case W_CONTAINS:
        return text_verdict(n, v);
    case W_REGION:
        return region_verdict(n, v);
    case W_GROUP:
        return group_verdict(n, v);
    default:
        if (strcmp(n->word[0], "present") == 0 || strcmp(n->word[0], "absent") == 0)
            return YES;
        return says_unknown(v) == (strcmp(n->word[0], "unknown") == 0) ? YES : NO;
    }
}

/* How many values were found so, and whether something was missing. */
struct found {
    int count[3];
    bool missing;
};

static void walk(struct naive *e, const struct node *n, const char *path, json_t *v,
                 struct found *f)
{
    if (json_is_array(v) && json_array_size(v)) {
        for (size_t i = 0; i < json_array_size(v); i++)
            walk(e, n, path, json_array_get(v, i), f);
    } else if (!is_there(v) || json_is_array(v)) {
        f->missing = true;
    } else if (*path && !(n->age && strcmp(path, "age") == 0)) {
        char key[40];
        size_t k = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)k, path);
        walk(e, n, path + k + (path[k] == '.'), json_object_get(v, key), f);
    } else if (n->what != W_LIST) {
        f->count[value_verdict(e, n, v)]++;
    } else if (n->left) {
        e->element[++e->level] = v;
        f->count[evaluate(e, n->left)]++;
        e->level--;
    } else {
        f->count[YES]++;
    }
}

static int list_verdict(const struct node *n, const struct found *f)
{
    bool doubt = f->missing || f->count[UNSURE];
    if (strcmp(n->word[0], "any") == 0)
        return f->count[YES] ? YES : doubt ? UNSURE : NO;
    if (strcmp(n->word[0], "no") == 0)
        return f->count[YES] ? NO : doubt ? UNSURE : YES;
    if (strcmp(n->word[0], "every") == 0)
        return f->count[NO] ? NO : doubt ? UNSURE : YES;
    /* a hundred unseen ones stand for any number of them */
    return range_verdict(n, f->count[YES], f->missing ? 100 : f->count[YES] + f->count[UNSURE]);
}

static json_t *minor_of(struct naive *e)
{
    static struct node victim = {.what = W_WORDS, .name = "roles", .count = 1, .word = {"victim"}},
                       young = {.what = W_AGES,
                                .name = "age",
                                .age = true,
                                .relation = R_LT,
                                .number = {18}};
    int best = NO;
    size_t i;
    json_t *person, *persons = json_object_get(e->signal, "persons");
    if (!json_array_size(persons))
        return NULL;
    json_array_foreach(persons, i, person)
    {
        struct found f = {{0}, false};
        walk(e, &victim, "", json_object_get(person, "roles"), &f);
        int role = f.count[YES] ? YES : f.missing || f.count[UNSURE] ? UNSURE : NO;
        best = most(best, least(role, ages_verdict(e, &young, person)));
    }
    return json_string(best == YES ? "yes" : best == NO ? "no" : "unknown");
}

static int test_verdict(struct naive *e, const struct node *n)
{
    struct found f = {{0}, false};
    json_t *minor = strcmp(n->name, "minor") == 0 ? minor_of(e) : NULL;
    if (strcmp(n->name, "minor") == 0)
        walk(e, n, "", minor, &f);
    else
        walk(e, n, n->name, n->scope ? e->element[n->scope] : e->signal, &f);
    json_decref(minor);
    if (n->what == W_LIST)
        return list_verdict(n, &f);
    if (n->what == W_STATE)
        return strcmp(n->word[0], "absent") == 0 ? (f.count[YES] ? NO : YES)
                                                 : (f.count[YES] ? YES : NO);
    return f.count[YES]                        ? YES
           : asks_nothing_else(n)              ? NO
           : f.missing || f.count[UNSURE] != 0 ? UNSURE
                                               : NO;
}

static int evaluate(struct naive *e, const struct node *n)
{
    if (n->what == W_AND)
        return least(evaluate(e, n->left), evaluate(e, n->right));
    if (n->what == W_OR)
        return most(evaluate(e, n->left), evaluate(e, n->right));
    if (n->what == W_NOT)
        return YES - evaluate(e, n->left);
    if (n->what == W_SURELY)
        return evaluate(e, n->left) == YES ? YES : NO;
    int found = test_verdict(e, n);
    return n->not || n->relation == R_NE ? YES - found : found;
}

#endif
