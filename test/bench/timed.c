/* SPDX-License-Identifier: EUPL-1.2 */
/* timed REPORT COMMAND ... - runs a command and writes to the file REPORT how long it took, on the
 * clock and of the processor (seconds), and its largest memory (KiB). Ends as the command does.
 *
 * A program of its own because the kernel counts what the parent holds at the time of exec as
 * memory of the child: measured from an interpreter, small commands look as large as that. */
#define _DEFAULT_SOURCE /* wait4 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double of_time(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

int main(int argc, char **argv)
{
    struct rusage used;
    int status = 0;
    if (argc < 3)
        return 2;
    double start = seconds();
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) < 0)
        return 126;
    double wall = seconds() - start;
    FILE *report = fopen(argv[1], "w");
    if (!report)
        return 126;
    fprintf(report, "%.6f %.6f %ld\n", wall, of_time(used.ru_utime) + of_time(used.ru_stime),
            used.ru_maxrss);
    if (fclose(report) != 0)
        return 126;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
