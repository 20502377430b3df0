/* Keeps a core from sleeping, and takes nothing from anybody else on it.
 *
 *   taskset -c N awake
 *
 * A virtual processor that sleeps is woken by its host, sooner or later by chance. Says "ready" once it is of idle
 * priority, and ends with whoever started it. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(void) {
    struct sched_param lowest = {0};
    pid_t parent = getppid();
    if (sched_setscheduler(0, SCHED_IDLE, &lowest) || prctl(PR_SET_PDEATHSIG, SIGKILL)) {
        perror("awake");
        return 1;
    }
    if (getppid() != parent) return 0;
    puts("ready");
    fflush(stdout);
    for (volatile unsigned turns = 0;; turns++)
        ;
}
