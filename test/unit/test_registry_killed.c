/* SPDX-License-Identifier: EUPL-1.2 */
/* At whichever call a writer is killed: no line that was acknowledged is lost, and the next writer
 * closes what was left. */
#include "../fault/faulty.h"

#include "registry_fault_help.h"

#include <sys/wait.h>

static void killed(enum faulty_call call, enum start start)
{
    int status = 0;
    for (unsigned nth = 1; nth == 1 || WIFSIGNALED(status); nth++) {
        assert_true(nth < NTH_MAX);
        begin(start);
        pid_t child = fork();
        if (child == 0) {
            faulty_arm(call, nth, FAULTY_KILL, EIO);
            writer();
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        check_file(nth);
        fill(1);
        check_file(nth);
        if (WIFEXITED(status))
            assert_int_equal(told->lines, BATCHES * 3);
    }
}

static void test_killed(void **state)
{
    (void)state;
    for (int way = 0; way < 2; way++) {
        overlap = way == 1;
        for (enum start start = NOTHING; start < STARTS; start++) {
            killed(FAULTY_WRITE, start);
            killed(FAULTY_SYNC, start);
            killed(FAULTY_OPEN, start);
        }
    }
    overlap = false;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TOLD(test_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
