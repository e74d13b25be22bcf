/*
 * Stands between the program and the file system (LD_PRELOAD), for one database alone.
 *
 * It writes a journal, in one order for all processes, of what is done to the database, to its
 * write-ahead log and to the names in their folder, and of what the workers write to say what
 * they showed. A power cut at any place of it can be rebuilt (tests/torture/power.py). It also
 * refuses when the shared page says so: writes of a full disk, reads too of one that fails.
 *
 * A write is told before it is done, a sync after it: what the journal calls durable is durable.
 *
 * Environment: TORTURE_DATABASE, TORTURE_SHOWN (a folder), TORTURE_CONTROL, TORTURE_JOURNAL.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 65536
#define MAGIC 0x4c414e52554f4a56ULL /* "VJOURNAL" */
#define END 0x444e4521U             /* "!END" */

enum { FAULT = 0, RECORD = 1, CHANCE = 2 };

struct head {
    uint64_t magic;
    uint32_t pid;
    uint8_t what; /* W write, T truncate, S sync, C create, U unlink */
    uint8_t file; /* d database, w its log, D folder, s shown; h is never told */
    uint16_t unused;
    uint64_t offset;
    uint64_t length;
};

static char kinds[FDS];
static volatile int64_t *control;
static int journal = -1;
static const char *database, *shown;
static size_t database_length, shown_length;
static uint64_t seed;

static int (*real_open)(const char *, int, ...);
static int (*real_open64)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite64)(int, const void *, size_t, off64_t);
static ssize_t (*real_pread64)(int, void *, size_t, off64_t);
static int (*real_ftruncate64)(int, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);

__attribute__((constructor)) static void begin(void) {
    real_open = dlsym(RTLD_NEXT, "open");
    real_open64 = dlsym(RTLD_NEXT, "open64");
    real_close = dlsym(RTLD_NEXT, "close");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite64 = dlsym(RTLD_NEXT, "pwrite64");
    real_pread64 = dlsym(RTLD_NEXT, "pread64");
    real_ftruncate64 = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    const char *page = getenv("TORTURE_CONTROL"), *told = getenv("TORTURE_JOURNAL");
    const char *one = getenv("TORTURE_DATABASE"), *folder = getenv("TORTURE_SHOWN");
    if (!page || !told || !one || !folder) return;
    int fd = real_open(page, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    void *memory = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    real_close(fd);
    journal = real_open(told, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (memory == MAP_FAILED || journal < 0) return;
    control = memory;
    shown = folder;
    shown_length = strlen(folder);
    database_length = strlen(one);
    database = one;
}

static char kind_of(const char *path) {
    if (!database || !path) return 0;
    if (!strncmp(path, database, database_length)) {
        const char *rest = path + database_length;
        if (!*rest) return 'd';
        if (!strcmp(rest, "-wal")) return 'w';
        if (!strcmp(rest, "-shm")) return 'h';
        return 0;
    }
    if (!strncmp(path, shown, shown_length) && path[shown_length] == '/') return 's';
    size_t folder = strrchr(database, '/') - database;
    return strlen(path) == folder && !strncmp(path, database, folder) ? 'D' : 0;
}

static char kind(int fd) { return fd >= 0 && fd < FDS ? kinds[fd] : 0; }

static void tell(uint8_t what, uint8_t file, uint64_t offset, const void *data, size_t length) {
    if (!control || !control[RECORD] || file == 'h') return;
    static const uint32_t end = END;
    struct head head = {MAGIC, getpid(), what, file, 0, offset, data ? length : 0};
    struct iovec parts[3] = {
        {&head, sizeof head}, {(void *)data, data ? length : 0}, {(void *)&end, sizeof end}};
    /* One append: the kernel keeps those of all processes apart and in order. */
    if (writev(journal, parts, 3) < 0) abort();
}

static int refused(int fd) {
    char file = kind(fd);
    if (!control || !control[FAULT] || !file || file == 's') return 0;
    seed = (seed + getpid()) * 6364136223846793005ULL + 1442695040888963407ULL;
    return (int64_t)((seed >> 33) % 1000) < control[CHANCE];
}

static void opened(int fd, const char *path, int there) {
    if (fd < 0 || fd >= FDS) return;
    kinds[fd] = kind_of(path);
    if (!there && (kinds[fd] == 'w' || kinds[fd] == 'd')) tell('C', kinds[fd], 0, NULL, 0);
}

static int there(const char *path, int flags) {
    struct stat found;
    return !(flags & O_CREAT) || !kind_of(path) || !stat(path, &found);
}

int open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    int mode = flags & O_CREAT ? va_arg(rest, int) : 0;
    va_end(rest);
    int before = there(path, flags), fd = real_open(path, flags, mode);
    opened(fd, path, before);
    return fd;
}

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    int mode = flags & O_CREAT ? va_arg(rest, int) : 0;
    va_end(rest);
    int before = there(path, flags), fd = real_open64(path, flags, mode);
    opened(fd, path, before);
    return fd;
}

int close(int fd) {
    if (fd >= 0 && fd < FDS) kinds[fd] = 0;
    return real_close(fd);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    if (refused(fd)) {
        /* A disk fills up in the middle of a write: half of it goes through. */
        if (control[FAULT] == ENOSPC && length > 1 && seed & 1) length /= 2;
        else {
            errno = (int)control[FAULT];
            return -1;
        }
    }
    if (kind(fd)) tell('W', kinds[fd], offset, data, length);
    return real_pwrite64(fd, data, length, offset);
}

ssize_t pread64(int fd, void *data, size_t length, off64_t offset) {
    if (control && control[FAULT] == EIO && refused(fd)) {
        errno = EIO;
        return -1;
    }
    return real_pread64(fd, data, length, offset);
}

ssize_t pread(int fd, void *data, size_t length, off_t offset) {
    return pread64(fd, data, length, offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    return pwrite64(fd, data, length, offset);
}

ssize_t write(int fd, const void *data, size_t length) {
    if (kind(fd) == 's') tell('W', 's', 0, data, length);
    return real_write(fd, data, length);
}

int ftruncate64(int fd, off64_t length) {
    if (refused(fd)) {
        errno = (int)control[FAULT];
        return -1;
    }
    if (kind(fd)) tell('T', kinds[fd], length, NULL, 0);
    return real_ftruncate64(fd, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int synced(int fd, int (*real)(int)) {
    if (refused(fd)) {
        errno = EIO; /* what a sync of a full disk says as well */
        return -1;
    }
    int done = real(fd);
    if (!done && kind(fd)) tell('S', kinds[fd], 0, NULL, 0);
    return done;
}

int fsync(int fd) { return synced(fd, real_fsync); }

int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int unlink(const char *path) {
    char file = kind_of(path);
    if (file == 'w' || file == 'd') tell('U', file, 0, NULL, 0);
    return real_unlink(path);
}
