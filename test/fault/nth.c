/* SPDX-License-Identifier: EUPL-1.2 */
/* nth - to be preloaded: the NTH request for memory fails, with NTH_FROM every one from there on.
 * NTH_COUNT names a file that gets how many there were; with NTH_TRAP a debugger stops there. Glibc
 * only; not below a sanitizer. */
#define _POSIX_C_SOURCE 200809L /* NOLINT(bugprone-reserved-identifier) */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t align, size_t n);

static atomic_ulong seen;

static bool fails(void)
{
    const char *at = getenv("NTH");
    unsigned long nth = at ? strtoul(at, NULL, 10) : 0, k = ++seen;
    bool fail = nth && (getenv("NTH_FROM") ? k >= nth : k == nth);
    if (fail && k == nth && getenv("NTH_TRAP"))
        raise(SIGTRAP);
    if (fail)
        errno = ENOMEM;
    return fail;
}

void *malloc(size_t n)
{
    return fails() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return fails() ? NULL : __libc_realloc(p, n);
}

void *aligned_alloc(size_t align, size_t n)
{
    return fails() ? NULL : __libc_memalign(align, n);
}

int posix_memalign(void **p, size_t align, size_t n)
{
    *p = fails() ? NULL : __libc_memalign(align, n);
    return *p ? 0 : ENOMEM;
}

static __attribute__((destructor)) void tell(void)
{
    const char *name = getenv("NTH_COUNT");
    unsigned long n = seen;
    FILE *f = name ? fopen(name, "w") : NULL;
    if (f) {
        fprintf(f, "%lu\n", n);
        fclose(f);
    }
}
