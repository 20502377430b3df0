/*
 * Records what a process does to the files of one folder, so that afterwards a disk can be put together that
 * holds only what was synchronised. Loaded before a program by LD_PRELOAD; tests/harness/power.py reads the record.
 *
 * POWER_FOLDER names the folder, POWER_RECORD the file that is appended to. A record is a letter, the length of its
 * bytes (4), two numbers (8 each), all little-endian, and the bytes. A write is noted before it is done and a sync
 * after it: whoever is killed in between did less, never more, than the record says is on the disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define OPEN_FILES 65536

static const char *folder;
static int record = -1;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
/* By file descriptor: the number of the file, or 0 if it is none of ours; folders have none. */
static uint64_t files[OPEN_FILES];

__attribute__((constructor)) static void begin(void) {
    folder = getenv("POWER_FOLDER");
    const char *path = getenv("POWER_RECORD");
    if (folder && path)
        record = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void die(const char *what) {
    perror(what);
    abort();
}

static void note(char kind, uint64_t a, uint64_t b, const void *bytes, size_t length) {
    unsigned char head[21];
    uint32_t size = length;
    head[0] = kind;
    memcpy(head + 1, &size, 4);
    memcpy(head + 5, &a, 8);
    memcpy(head + 13, &b, 8);
    struct iovec parts[2] = {{head, sizeof head}, {(void *)bytes, length}};
    if (syscall(SYS_writev, record, parts, 2) != (long)(sizeof head + length)) die("the record of writes");
}

static uint64_t noted(void) {
    struct stat found;
    if (fstat(record, &found)) die("the record of writes");
    return found.st_size;
}

/* The path inside of the folder, or NULL if it is elsewhere or needs no power to be lost. */
static const char *inside(const char *path) {
    static __thread char whole[PATH_MAX];
    if (record < 0 || !path) return NULL;
    if (path[0] != '/') {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return NULL;
        if (snprintf(whole, sizeof whole, "%s/%s", here, path) >= (int)sizeof whole) return NULL;
        path = whole;
    }
    size_t length = strlen(folder), end = strlen(path);
    if (strncmp(path, folder, length) || (path[length] && path[length] != '/')) return NULL;
    /* SQLite makes it anew after a crash; it is written to as memory. */
    if (end > 4 && !strcmp(path + end - 4, "-shm")) return NULL;
    return path;
}

static uint64_t ours(int fd) { return record >= 0 && fd >= 0 && fd < OPEN_FILES ? files[fd] : 0; }

#define REAL(result, name, ...)                                   \
    static result (*real)(__VA_ARGS__);                           \
    if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int opened(const char *path, int flags, mode_t mode, const char *name) {
    REAL(int, "open64", const char *, int, ...);
    (void)name;
    const char *ours_path = inside(path);
    if (!ours_path) {
        int fd = real(path, flags, mode);
        if (fd >= 0 && fd < OPEN_FILES) files[fd] = 0;
        return fd;
    }
    pthread_mutex_lock(&order);
    struct stat found;
    int existed = !stat(path, &found);
    int fd = real(path, flags, mode);
    int problem = errno;
    if (fd >= OPEN_FILES) die("too many open files");
    if (fd >= 0) {
        files[fd] = 0;
        if (!fstat(fd, &found) && S_ISREG(found.st_mode)) {
            files[fd] = found.st_ino;
            note(existed ? 'O' : 'C', found.st_ino, 0, ours_path, strlen(ours_path));
            if (existed && flags & O_TRUNC) note('T', found.st_ino, 0, NULL, 0);
        }
    }
    pthread_mutex_unlock(&order);
    errno = problem;
    return fd;
}

#define OPENED(name)                                   \
    int name(const char *path, int flags, ...) {       \
        va_list rest;                                  \
        va_start(rest, flags);                         \
        mode_t mode = va_arg(rest, mode_t);            \
        va_end(rest);                                  \
        return opened(path, flags, mode, #name);       \
    }

OPENED(open)
OPENED(open64)

static int opened_at(int at, const char *path, int flags, mode_t mode) {
    if (at == AT_FDCWD || (path && path[0] == '/')) return opened(path, flags, mode, "open64");
    REAL(int, "openat64", int, const char *, int, ...);
    int fd = real(at, path, flags, mode);
    if (fd >= 0 && fd < OPEN_FILES) files[fd] = 0;
    return fd;
}

#define OPENED_AT(name)                                    \
    int name(int at, const char *path, int flags, ...) {   \
        va_list rest;                                      \
        va_start(rest, flags);                             \
        mode_t mode = va_arg(rest, mode_t);                \
        va_end(rest);                                      \
        return opened_at(at, path, flags, mode);           \
    }

OPENED_AT(openat)
OPENED_AT(openat64)

static ssize_t written(int fd, const void *bytes, size_t count, off64_t offset) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    uint64_t file = ours(fd);
    if (!file) return real(fd, bytes, count, offset);
    pthread_mutex_lock(&order);
    note('W', file, offset, bytes, count);
    ssize_t done = real(fd, bytes, count, offset);
    int problem = errno;
    pthread_mutex_unlock(&order);
    errno = problem;
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return written(fd, bytes, count, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return written(fd, bytes, count, offset); }

ssize_t write(int fd, const void *bytes, size_t count) {
    REAL(ssize_t, "write", int, const void *, size_t);
    uint64_t file = ours(fd);
    if (!file) return real(fd, bytes, count);
    pthread_mutex_lock(&order);
    int appends = fcntl(fd, F_GETFL) & O_APPEND;
    struct stat found;
    if (fstat(fd, &found)) die("a file of ours");
    note('W', file, appends ? found.st_size : lseek64(fd, 0, SEEK_CUR), bytes, count);
    ssize_t done = real(fd, bytes, count);
    int problem = errno;
    pthread_mutex_unlock(&order);
    errno = problem;
    return done;
}

static int truncated(int fd, off64_t size) {
    REAL(int, "ftruncate64", int, off64_t);
    uint64_t file = ours(fd);
    if (!file) return real(fd, size);
    pthread_mutex_lock(&order);
    note('T', file, size, NULL, 0);
    int done = real(fd, size);
    int problem = errno;
    pthread_mutex_unlock(&order);
    errno = problem;
    return done;
}

int ftruncate(int fd, off_t size) { return truncated(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncated(fd, size); }

static int synchronised(int fd, int (*real)(int)) {
    uint64_t before = 0, file = ours(fd);
    if (record >= 0) {
        pthread_mutex_lock(&order);
        before = noted();
        pthread_mutex_unlock(&order);
    }
    int done = real(fd);
    int problem = errno;
    if (done == 0 && file) note('S', file, before, NULL, 0);
    if (done == 0 && !file && record >= 0) {
        /* Perhaps a folder: what has got or lost its name in there is on the disk now. */
        struct stat found;
        char name[64], path[PATH_MAX];
        snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(name, path, sizeof path - 1);
        if (length > 0 && !fstat(fd, &found) && S_ISDIR(found.st_mode)) {
            path[length] = 0;
            if (inside(path)) note('D', 0, before, path, length);
        }
    }
    errno = problem;
    return done;
}

int fsync(int fd) {
    REAL(int, "fsync", int);
    return synchronised(fd, real);
}

int fdatasync(int fd) {
    REAL(int, "fdatasync", int);
    return synchronised(fd, real);
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    const char *path = inside(from);
    char both[2 * PATH_MAX];
    size_t length = 0;
    if (path) {
        length = snprintf(both, sizeof both, "%s", path) + 1;
        path = inside(to);
        if (path) length += snprintf(both + length, sizeof both - length, "%s", path);
    }
    if (!path) return real(from, to);
    pthread_mutex_lock(&order);
    int done = real(from, to);
    int problem = errno;
    if (done == 0) note('R', 0, 0, both, length);
    pthread_mutex_unlock(&order);
    errno = problem;
    return done;
}

static int removed(const char *path, int (*real)(const char *)) {
    const char *ours_path = inside(path);
    if (!ours_path) return real(path);
    pthread_mutex_lock(&order);
    int done = real(path);
    int problem = errno;
    if (done == 0) note('U', 0, 0, ours_path, strlen(ours_path));
    pthread_mutex_unlock(&order);
    errno = problem;
    return done;
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    return removed(path, real);
}

int remove(const char *path) {
    REAL(int, "remove", const char *);
    return removed(path, real);
}

int close(int fd) {
    REAL(int, "close", int);
    if (fd >= 0 && fd < OPEN_FILES) files[fd] = 0;
    return real(fd);
}
