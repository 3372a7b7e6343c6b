/* SPDX-License-Identifier: EUPL-1.2 */
/* Parsing of options by a table: ours, because getopt gives no near miss and its messages quote
 * what was typed. */
#include "cli_impl.h"

#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct sg_opt *by_letter(const struct sg_cli_table *t, char letter)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->opt[i].letter == letter)
            return &t->opt[i];
    sg_cli_wrong("unknown option -%c; -h lists them", letter);
    return NULL;
}

static const struct sg_opt *by_name(const struct sg_cli_table *t, const char *name, size_t n)
{
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word - 1), name);
    struct sg_near near;
    sg_near_begin(&near, word);
    for (size_t i = 0; i < t->n; i++) {
        if (!t->opt[i].name)
            continue;
        if (strlen(t->opt[i].name) == n && !memcmp(t->opt[i].name, name, n))
            return &t->opt[i];
        sg_near_offer(&near, t->opt[i].name);
    }
    if (near.best)
        sg_cli_wrong("unknown option; did you mean --%s?", near.best);
    else
        sg_cli_wrong("unknown option; -h lists them");
    return NULL;
}

/* How an option is called in messages: its long name, else its letter. */
static void called(const struct sg_opt *o, char out[40])
{
    if (o->name)
        snprintf(out, 40, "--%s", o->name);
    else
        snprintf(out, 40, "-%c", o->letter);
}

static bool set_int(const struct sg_opt *o, const char *value)
{
    char name[40], *end;
    called(o, name);
    errno = 0;
    long v = strtol(value, &end, 10);
    if (errno || end == value || *end || v < o->min || v > o->max)
        return sg_cli_wrong("%s takes a whole number from %ld to %ld", name, o->min, o->max);
    *(long *)o->to = v;
    return true;
}

static bool lacks(const struct sg_opt *o)
{
    char name[40];
    called(o, name);
    return sg_cli_wrong("%s needs %s behind it", name, o->arg);
}

/* The last one would win, and a condition or a file would silently be dropped. */
static bool twice(const struct sg_opt *o)
{
    char name[40];
    called(o, name);
    return sg_cli_wrong("%s is given twice", name);
}

static bool set(const struct sg_opt *o, const char *value)
{
    struct sg_texts *list;
    switch (o->kind) {
    case SG_O_FLAG:
        *(bool *)o->to = true;
        return true;
    case SG_O_TEXT:
        if (*(const char **)o->to)
            return twice(o);
        *(const char **)o->to = value;
        return *value || !strstr(o->arg, "FILE") || lacks(o);
    case SG_O_INT:
        return set_int(o, value);
    case SG_O_LIST:
        list = o->to;
        if (list->n == sizeof list->at / sizeof *list->at)
            return sg_cli_wrong("an option is given more than %zu times", list->n);
        list->at[list->n++] = value;
        return true;
    }
    return false;
}

/* The option's value: behind '=' or in the same word, else the next word. */
static bool take(const struct sg_opt *o, const char *joined, int argc, char **argv, int *i)
{
    char name[40];
    called(o, name);
    if (o->kind == SG_O_FLAG)
        return joined ? sg_cli_wrong("%s takes no value", name) : set(o, NULL);
    if (joined)
        return set(o, joined);
    if (*i + 1 >= argc)
        return lacks(o);
    return set(o, argv[++*i]);
}

static bool letters(const struct sg_cli_table *t, const char *word, int argc, char **argv, int *i)
{
    for (const char *p = word + 1; *p; p++) {
        const struct sg_opt *o = by_letter(t, *p);
        if (!o)
            return false;
        if (o->kind != SG_O_FLAG)
            return take(o, p[1] ? p + 1 : NULL, argc, argv, i);
        if (!set(o, NULL))
            return false;
    }
    return true;
}

bool sg_cli_parse(const struct sg_cli_table *t, int argc, char **argv, size_t *operands)
{
    size_t n = 0;
    bool only_operands = false;
    for (int i = 1; i < argc; i++) {
        char *word = argv[i];
        if (only_operands || word[0] != '-' || !word[1]) {
            argv[n++] = word;
        } else if (!strcmp(word, "--")) {
            only_operands = true;
        } else if (word[1] == '-') {
            const char *value = strchr(word, '=');
            size_t len = value ? (size_t)(value - word) - 2 : strlen(word + 2);
            const struct sg_opt *o = by_name(t, word + 2, len);
            if (!o || !take(o, value ? value + 1 : NULL, argc, argv, &i))
                return false;
        } else if (!letters(t, word, argc, argv, &i)) {
            return false;
        }
    }
    *operands = n;
    return true;
}

void sg_cli_help(const struct sg_cli *cli, const struct sg_cli_table *t)
{
    printf("usage: %s %s\n", cli->program, cli->usage);
    for (size_t i = 0; i < t->n; i++) {
        const struct sg_opt *o = &t->opt[i];
        char left[48];
        char letter[8] = "    ";
        if (o->letter)
            snprintf(letter, sizeof letter, "-%c%s", o->letter, o->name ? ", " : "");
        snprintf(left, sizeof left, "%s%s%s%s%s", letter, o->name ? "--" : "",
                 o->name ? o->name : "", o->arg ? " " : "", o->arg ? o->arg : "");
        printf("  %-28s %s\n", left, o->help);
    }
    printf("See %s(1) and sig(7).\n", cli->program);
}
