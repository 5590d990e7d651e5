/* A disk that remembers: writes down every call that changes something below one folder, with its bytes, in order.
 *
 * LD_PRELOAD it; `disk_record(folder, log)` begins. Each record: head (kind, inode, offset, length of the two paths and
 * of the data), then the paths, then the data. power_loss.py replays them. `disk_mark(n)` writes down a moment. */
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
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static char folder[PATH_MAX];
static int log_descriptor = -1;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

struct head { int64_t kind, inode, offset, first, second, data; };

static void put(const void *bytes, size_t size) {
    REAL(write);
    const char *rest = bytes;
    while (size) {
        ssize_t done = real(log_descriptor, rest, size);
        if (done <= 0) abort();
        rest += done; size -= done;
    }
}
static void record(char kind, int64_t inode, int64_t offset, const char *first, const char *second, const void *data, size_t size) {
    if (log_descriptor < 0) return;
    int kept = errno;
    struct head head = {kind, inode, offset, first ? strlen(first) : 0, second ? strlen(second) : 0, size};
    pthread_mutex_lock(&one_at_a_time);
    put(&head, sizeof head);
    if (first) put(first, head.first);
    if (second) put(second, head.second);
    if (size) put(data, size);
    pthread_mutex_unlock(&one_at_a_time);
    errno = kept;
}
void disk_record(const char *path, const char *log) {
    REAL(open);
    strncpy(folder, path, sizeof folder - 1);
    log_descriptor = real(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}
void disk_mark(long number) { record('K', 0, number, 0, 0, 0, 0); }
void disk_stop(void) { log_descriptor = -1; }

static int below(const char *path) { return log_descriptor >= 0 && strncmp(path, folder, strlen(folder)) == 0; }
/* The path of an open file below the folder. */
static int path_of(int descriptor, char *path) {
    char link[64];
    if (log_descriptor < 0 || descriptor == log_descriptor) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(link, path, PATH_MAX - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return below(path);
}
/* What a path of an `…at` call means. */
static const char *whole(int at, const char *path, char *buffer) {
    char base[PATH_MAX];
    if (path[0] == '/' || log_descriptor < 0) return path;
    if (at == AT_FDCWD) { if (!getcwd(base, sizeof base)) return path; }
    else if (!path_of(at, base)) return path;
    if (snprintf(buffer, PATH_MAX, "%.2000s/%.2000s", base, path) < 0) return path;
    return buffer;
}
static int64_t inode_of(int descriptor) { struct stat found; return fstat(descriptor, &found) ? -1 : (int64_t)found.st_ino; }
static int64_t inode_at(const char *path) { struct stat found; return lstat(path, &found) ? -1 : (int64_t)found.st_ino; }
static void wrote(int descriptor, const void *bytes, ssize_t size, off_t offset) {
    char path[PATH_MAX];
    if (size > 0 && path_of(descriptor, path)) record('W', inode_of(descriptor), offset, path, 0, bytes, size);
}
static off_t behind(int descriptor, ssize_t size) { return lseek(descriptor, 0, SEEK_CUR) - size; }

static int opened(int descriptor, const char *path, int flags, int64_t before) {
    if (descriptor < 0 || !below(path)) return descriptor;
    if (before < 0 && (flags & O_CREAT)) record('C', inode_of(descriptor), 0, path, 0, 0, 0);
    else if (flags & O_TRUNC) record('T', inode_of(descriptor), 0, path, 0, 0, 0);
    return descriptor;
}
#define OPEN(name, type) int name(const char *path, int flags, ...) { \
    REAL(name); va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
    int64_t before = below(path) ? inode_at(path) : 0; \
    return opened(real(path, flags, mode), path, flags, before); }
OPEN(open, int)
OPEN(open64, int)
#define OPENAT(name) int name(int at, const char *given, int flags, ...) { \
    REAL(name); va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
    char buffer[PATH_MAX]; const char *path = whole(at, given, buffer); \
    int64_t before = below(path) ? inode_at(path) : 0; \
    return opened(real(at, given, flags, mode), path, flags, before); }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int d, const void *b, size_t n) {
    REAL(write);
    ssize_t done = real(d, b, n);
    if (log_descriptor >= 0 && done > 0) wrote(d, b, done, behind(d, done));
    return done;
}
ssize_t writev(int d, const struct iovec *v, int n) {
    REAL(writev);
    ssize_t done = real(d, v, n), left = done;
    off_t at = log_descriptor >= 0 && done > 0 ? behind(d, done) : 0;
    for (int i = 0; i < n && left > 0; i++) {
        ssize_t part = (ssize_t)v[i].iov_len < left ? (ssize_t)v[i].iov_len : left;
        wrote(d, v[i].iov_base, part, at);
        at += part; left -= part;
    }
    return done;
}
ssize_t pwrite(int d, const void *b, size_t n, off_t o) { REAL(pwrite); ssize_t done = real(d, b, n, o); wrote(d, b, done, o); return done; }
ssize_t pwrite64(int d, const void *b, size_t n, off64_t o) { REAL(pwrite64); ssize_t done = real(d, b, n, o); wrote(d, b, done, o); return done; }

/* Copies within the kernel: what arrived is read back. */
static void arrived(int d, ssize_t size, off_t offset) {
    char path[PATH_MAX];
    if (size <= 0 || !path_of(d, path)) return;
    char *bytes = malloc(size);
    int reading = open(path, O_RDONLY | O_CLOEXEC);
    if (bytes && reading >= 0 && pread(reading, bytes, size, offset) == size) wrote(d, bytes, size, offset);
    else abort();
    close(reading); free(bytes);
}
ssize_t sendfile64(int out, int in, off64_t *o, size_t n) { REAL(sendfile64); ssize_t done = real(out, in, o, n); if (log_descriptor >= 0) arrived(out, done, behind(out, done)); return done; }
ssize_t sendfile(int out, int in, off_t *o, size_t n) { REAL(sendfile); ssize_t done = real(out, in, o, n); if (log_descriptor >= 0) arrived(out, done, behind(out, done)); return done; }
ssize_t copy_file_range(int in, off64_t *i, int out, off64_t *o, size_t n, unsigned f) {
    REAL(copy_file_range);
    ssize_t done = real(in, i, out, o, n, f);
    if (log_descriptor >= 0) arrived(out, done, o ? *o - done : behind(out, done));
    return done;
}

static int synced(int done, int d) {
    char path[PATH_MAX];
    if (done == 0 && path_of(d, path)) record('S', inode_of(d), 0, path, 0, 0, 0);
    return done;
}
int fsync(int d) { REAL(fsync); return synced(real(d), d); }
int fdatasync(int d) { REAL(fdatasync); return synced(real(d), d); }
static int cut(int done, int d, off_t n) {
    char path[PATH_MAX];
    if (done == 0 && path_of(d, path)) record('T', inode_of(d), n, path, 0, 0, 0);
    return done;
}
int ftruncate(int d, off_t n) { REAL(ftruncate); return cut(real(d, n), d, n); }
int ftruncate64(int d, off64_t n) { REAL(ftruncate64); return cut(real(d, n), d, n); }

static int renamed(int done, const char *a, const char *b) {
    if (done == 0 && (below(a) || below(b))) record('R', inode_at(b), 0, a, b, 0, 0);
    return done;
}
int rename(const char *a, const char *b) { REAL(rename); return renamed(real(a, b), a, b); }
int renameat(int i, const char *a, int o, const char *b) {
    REAL(renameat);
    char first[PATH_MAX], second[PATH_MAX];
    return renamed(real(i, a, o, b), whole(i, a, first), whole(o, b, second));
}
int link(const char *a, const char *b) {
    REAL(link);
    int done = real(a, b);
    if (done == 0 && below(b)) record('L', inode_at(b), 0, b, 0, 0, 0);
    return done;
}
int linkat(int i, const char *a, int o, const char *b, int flags) {
    REAL(linkat);
    char buffer[PATH_MAX]; const char *meant = whole(o, b, buffer);
    int done = real(i, a, o, b, flags);
    if (done == 0 && below(meant)) record('L', inode_at(meant), 0, meant, 0, 0, 0);
    return done;
}
static int gone(int done, const char *path) { if (done == 0 && below(path)) record('U', 0, 0, path, 0, 0, 0); return done; }
int unlink(const char *path) { REAL(unlink); return gone(real(path), path); }
int rmdir(const char *path) { REAL(rmdir); return gone(real(path), path); }
int unlinkat(int at, const char *path, int flags) {
    REAL(unlinkat);
    char buffer[PATH_MAX]; const char *meant = whole(at, path, buffer);
    return gone(real(at, path, flags), meant);
}
static int made(int done, const char *path) { if (done == 0 && below(path)) record('M', inode_at(path), 0, path, 0, 0, 0); return done; }
int mkdir(const char *path, mode_t m) { REAL(mkdir); return made(real(path, m), path); }
int mkdirat(int at, const char *path, mode_t m) {
    REAL(mkdirat);
    char buffer[PATH_MAX];
    return made(real(at, path, m), whole(at, path, buffer));
}
