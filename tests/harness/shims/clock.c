/*
 * Moves the time of day of a process, while it runs, by the nanoseconds that the file CLOCK_SHIFT holds (8 bytes,
 * little-endian, signed). Clocks that only measure how long something takes stay as they are, as on a real machine
 * whose clock is set. Loaded before a program by LD_PRELOAD; tests/harness/shims.py writes the file.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

static const volatile int64_t none;
static const volatile int64_t *shift = &none;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CLOCK_SHIFT");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *memory = mmap(NULL, sizeof *shift, PROT_READ, MAP_SHARED, fd, 0);
    if (memory != MAP_FAILED) shift = memory;
    close(fd);
}

static int told(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(clock, now);
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t moved = now->tv_sec * SECOND + now->tv_nsec + *shift;
        now->tv_sec = moved / SECOND;
        now->tv_nsec = moved % SECOND;
    }
    return done;
}

int clock_gettime(clockid_t clock, struct timespec *now) { return told(clock, now); }

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec found;
    (void)zone;
    told(CLOCK_REALTIME, &found);
    now->tv_sec = found.tv_sec;
    now->tv_usec = found.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *kept) {
    struct timespec found;
    told(CLOCK_REALTIME, &found);
    if (kept) *kept = found.tv_sec;
    return found.tv_sec;
}
