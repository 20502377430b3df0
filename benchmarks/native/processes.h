/* What processes and all that descend from them have used, read from /proc (proc(5)). */
#ifndef PROCESSES_H
#define PROCESSES_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ROOTS_MAX 64
#define PROCESSES_MAX 32768

struct roots {
    int pid[ROOTS_MAX];
    unsigned count;
};

struct usage {
    double cpu; /* seconds; of children that ended too, once they were waited for */
    long rss_kb;
};

static inline int roots_read(struct roots *r, char *text) {
    for (char *each = strtok(text, ","); each; each = strtok(NULL, ",")) {
        if (r->count == ROOTS_MAX || !(r->pid[r->count] = atoi(each))) return 0;
        r->count++;
    }
    return 1;
}

/* Seconds of all threads of a process, to the nanosecond; /proc tells hundredths, which a short window is too short for. */
static inline double cpu_of(int pid) {
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &t)) return 0;
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline struct usage usage_of(const struct roots *r) {
    static struct process {
        int pid, parent, counts;
        unsigned long long ended; /* ticks of children that were waited for */
        long pages;
    } all[PROCESSES_MAX];
    struct usage sum = {0, 0};
    unsigned n = 0, found = 1;
    DIR *folder = r->count ? opendir("/proc") : NULL;
    for (struct dirent *d; folder && (d = readdir(folder)) && n < PROCESSES_MAX;) {
        char name[300], text[1024];
        struct process *p = &all[n];
        unsigned long long t[4];
        snprintf(name, sizeof name, "/proc/%s/stat", d->d_name);
        FILE *f = (p->pid = atoi(d->d_name)) ? fopen(name, "r") : NULL;
        if (!f) continue;
        text[fread(text, 1, sizeof text - 1, f)] = 0;
        fclose(f);
        char *end = strrchr(text, ')');
        if (!end || sscanf(end + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %llu %llu %*d %*d %*d "
                           "%*d %*u %*u %ld", &p->parent, &t[0], &t[1], &t[2], &t[3], &p->pages) != 6) continue;
        p->ended = t[2] + t[3];
        p->counts = 0;
        for (unsigned i = 0; i < r->count; i++) p->counts |= r->pid[i] == p->pid;
        n++;
    }
    if (folder) closedir(folder);
    while (found) {
        found = 0;
        for (unsigned i = 0; i < n; i++)
            for (unsigned j = 0; !all[i].counts && j < n; j++)
                if (all[j].counts && all[j].pid == all[i].parent) all[i].counts = 1, found = 1;
    }
    for (unsigned i = 0; i < n; i++)
        if (all[i].counts) {
            sum.cpu += cpu_of(all[i].pid) + (double)all[i].ended / (double)sysconf(_SC_CLK_TCK);
            sum.rss_kb += all[i].pages;
        }
    sum.rss_kb *= sysconf(_SC_PAGESIZE) / 1024;
    return sum;
}

#endif
