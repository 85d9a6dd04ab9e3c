/* Stands before the C library and lets chosen writes or syncs below one folder fail, as a full or broken disk does.
 *
 *   FAULT_ROOT     the folder; everything else is left alone
 *   FAULT_COUNTER  a file of two 64-bit counters, writes and syncs, shared by a process and its children
 *   FAULT_KIND     write or sync;  FAULT_AT  which of them fails, from 1 (0: none, they are only counted)
 *   FAULT_ERRNO    the error;      FAULT_LASTS  1: all that follow fail too
 *
 * A write is whatever takes space: bytes, lengths, new files, folders and names. What is written through a memory map
 * is not seen here, nor what the C library's own buffers write when a file is closed; a small file system shows those.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *root;
static size_t root_length;
static _Atomic long *counters;
static long fatal;
static int kind, error_number, lasts;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Called when a process starts, and again by one that was forked and has set its environment since. */
__attribute__((constructor)) void fault_begin(void) {
    const char *file = getenv("FAULT_COUNTER");
    if (!file || !getenv("FAULT_ROOT")) return;
    int handle = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR);
    if (handle < 0) return;
    void *place = mmap(NULL, 16, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    syscall(SYS_close, handle);
    if (place == MAP_FAILED) return;
    counters = place;
    root = getenv("FAULT_ROOT");
    root_length = strlen(root);
    kind = !strcmp(getenv("FAULT_KIND"), "sync");
    fatal = atol(getenv("FAULT_AT"));
    error_number = atoi(getenv("FAULT_ERRNO"));
    lasts = atoi(getenv("FAULT_LASTS"));
}

static int below(const char *path) {
    return root && !strncmp(path, root, root_length);
}

static int is_there(int handle) {
    char link[64], path[PATH_MAX];
    if (!root) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

/* Count one write (0) or sync (1); whether it is to fail. */
static int fails(int what) {
    long number = atomic_fetch_add(&counters[what], 1) + 1;
    if (what != kind || !fatal || number < fatal || (number > fatal && !lasts)) return 0;
    errno = error_number;
    return 1;
}

#define ON_HANDLE(type, name, parameters, arguments, handle, what)                                                  \
    type name parameters {                                                                                          \
        if (is_there(handle) && fails(what)) return -1;                                                             \
        return REAL(name) arguments;                                                                                \
    }
#define ON_PATH(name, parameters, arguments, path)                                                                  \
    int name parameters {                                                                                           \
        if (below(path) && fails(0)) return -1;                                                                     \
        return REAL(name) arguments;                                                                                \
    }
#define ON_OPEN(name)                                                                                               \
    int name(const char *path, int flags, ...) {                                                                    \
        va_list more;                                                                                               \
        va_start(more, flags);                                                                                      \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;                                   \
        va_end(more);                                                                                               \
        if (makes(AT_FDCWD, path, flags) && fails(0)) return -1;                                                    \
        return REAL(name)(path, flags, mode);                                                                       \
    }
#define ON_OPENAT(name)                                                                                             \
    int name(int folder, const char *path, int flags, ...) {                                                        \
        va_list more;                                                                                               \
        va_start(more, flags);                                                                                      \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;                                   \
        va_end(more);                                                                                               \
        if (makes(folder, path, flags) && fails(0)) return -1;                                                      \
        return REAL(name)(folder, path, flags, mode);                                                               \
    }

/* Whether an open makes a file; opening one that is there takes no space. */
static int makes(int folder, const char *path, int flags) {
    int kept = errno;
    int new = (flags & O_CREAT) && below(path) && syscall(SYS_faccessat, folder, path, F_OK) != 0;
    errno = kept;
    return new;
}

ON_HANDLE(ssize_t, write, (int h, const void *b, size_t n), (h, b, n), h, 0)
ON_HANDLE(ssize_t, pwrite, (int h, const void *b, size_t n, off_t o), (h, b, n, o), h, 0)
ON_HANDLE(ssize_t, pwrite64, (int h, const void *b, size_t n, off64_t o), (h, b, n, o), h, 0)
ON_HANDLE(ssize_t, writev, (int h, const struct iovec *v, int n), (h, v, n), h, 0)
ON_HANDLE(ssize_t, pwritev, (int h, const struct iovec *v, int n, off_t o), (h, v, n, o), h, 0)
ON_HANDLE(ssize_t, pwritev64, (int h, const struct iovec *v, int n, off64_t o), (h, v, n, o), h, 0)
ON_HANDLE(ssize_t, copy_file_range, (int a, off64_t *p, int h, off64_t *q, size_t n, unsigned f), (a, p, h, q, n, f), h, 0)
ON_HANDLE(ssize_t, sendfile, (int h, int a, off_t *o, size_t n), (h, a, o, n), h, 0)
ON_HANDLE(ssize_t, sendfile64, (int h, int a, off64_t *o, size_t n), (h, a, o, n), h, 0)
ON_HANDLE(int, ftruncate, (int h, off_t n), (h, n), h, 0)
ON_HANDLE(int, ftruncate64, (int h, off64_t n), (h, n), h, 0)
ON_HANDLE(int, fallocate, (int h, int m, off_t o, off_t n), (h, m, o, n), h, 0)
ON_HANDLE(int, fallocate64, (int h, int m, off64_t o, off64_t n), (h, m, o, n), h, 0)
ON_HANDLE(int, fsync, (int h), (h), h, 1)
ON_HANDLE(int, fdatasync, (int h), (h), h, 1)
ON_PATH(mkdir, (const char *p, mode_t m), (p, m), p)
ON_PATH(mkdirat, (int d, const char *p, mode_t m), (d, p, m), p)
ON_PATH(rename, (const char *o, const char *p), (o, p), p)
ON_PATH(renameat, (int d, const char *o, int e, const char *p), (d, o, e, p), p)
ON_PATH(renameat2, (int d, const char *o, int e, const char *p, unsigned f), (d, o, e, p, f), p)
ON_PATH(link, (const char *o, const char *p), (o, p), p)
ON_PATH(linkat, (int d, const char *o, int e, const char *p, int f), (d, o, e, p, f), p)
ON_OPEN(open)
ON_OPEN(open64)
ON_OPENAT(openat)
ON_OPENAT(openat64)

int posix_fallocate(int h, off_t o, off_t n) {
    return is_there(h) && fails(0) ? error_number : REAL(posix_fallocate)(h, o, n);
}

int posix_fallocate64(int h, off64_t o, off64_t n) {
    return is_there(h) && fails(0) ? error_number : REAL(posix_fallocate64)(h, o, n);
}

size_t fwrite(const void *b, size_t s, size_t n, FILE *f) {
    return is_there(fileno(f)) && fails(0) ? 0 : REAL(fwrite)(b, s, n, f);
}

FILE *fopen(const char *path, const char *how) {
    int flags = *how == 'r' ? 0 : O_CREAT;
    return makes(AT_FDCWD, path, flags) && fails(0) ? NULL : REAL(fopen)(path, how);
}

FILE *fopen64(const char *path, const char *how) {
    int flags = *how == 'r' ? 0 : O_CREAT;
    return makes(AT_FDCWD, path, flags) && fails(0) ? NULL : REAL(fopen64)(path, how);
}

int msync(void *place, size_t length, int flags) {
    return counters && fails(1) ? -1 : REAL(msync)(place, length, flags);
}
