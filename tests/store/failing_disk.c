/* A disk that fails: counts the calls that change files below one folder and makes one of them (or all from it on) fail.
 *
 * LD_PRELOAD it; `disk_arm(folder, step, error, how)` begins to count. how: 0 this call alone, 1 this and all later ones,
 * 2 the process dies before the call, 3 half of a write arrives and the process dies. `disk_steps()` says how many. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[PATH_MAX];
static long wanted = -1, seen = 0;
static int failure = EIO, manner = 0, armed = 0;

void disk_arm(const char *path, long step, int error, int how) {
    strncpy(folder, path, sizeof folder - 1);
    wanted = step; failure = error; manner = how; seen = 0; armed = 1;
}
void disk_heal(void) { armed = 0; }
long disk_steps(void) { return seen; }

static int below(const char *path) { return strncmp(path, folder, strlen(folder)) == 0; }
static int ours(int descriptor) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return below(path);
}
/* 1: this call fails; 2: half of it is done, then the process dies. */
static int fails(void) {
    long step = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST);
    if (wanted < 0 || step < wanted || (step > wanted && manner != 1)) return 0;
    if (manner == 2) raise(SIGKILL);
    if (manner == 3) return 2;
    errno = failure;
    return 1;
}
#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define ON_DESCRIPTOR(descriptor) (armed && ours(descriptor))

ssize_t write(int d, const void *b, size_t n) {
    REAL(write);
    if (ON_DESCRIPTOR(d)) { int f = fails(); if (f == 1) return -1; if (f == 2) { real(d, b, n / 2); raise(SIGKILL); } }
    return real(d, b, n);
}
ssize_t pwrite(int d, const void *b, size_t n, off_t o) {
    REAL(pwrite);
    if (ON_DESCRIPTOR(d)) { int f = fails(); if (f == 1) return -1; if (f == 2) { real(d, b, n / 2, o); raise(SIGKILL); } }
    return real(d, b, n, o);
}
ssize_t pwrite64(int d, const void *b, size_t n, off64_t o) {
    REAL(pwrite64);
    if (ON_DESCRIPTOR(d)) { int f = fails(); if (f == 1) return -1; if (f == 2) { real(d, b, n / 2, o); raise(SIGKILL); } }
    return real(d, b, n, o);
}
int fsync(int d) { REAL(fsync); if (ON_DESCRIPTOR(d) && fails()) return -1; return real(d); }
int fdatasync(int d) { REAL(fdatasync); if (ON_DESCRIPTOR(d) && fails()) return -1; return real(d); }
int ftruncate(int d, off_t n) { REAL(ftruncate); if (ON_DESCRIPTOR(d) && fails()) return -1; return real(d, n); }
int ftruncate64(int d, off64_t n) { REAL(ftruncate64); if (ON_DESCRIPTOR(d) && fails()) return -1; return real(d, n); }
int rename(const char *a, const char *b) {
    REAL(rename);
    if (armed && (below(a) || below(b)) && fails()) return -1;
    return real(a, b);
}
int mkdir(const char *a, mode_t m) {
    REAL(mkdir);
    if (armed && below(a) && fails()) return -1;
    return real(a, m);
}
