/*
 * What a disk would hold if the power went now.
 *
 * Loaded into a process (LD_PRELOAD), it watches the files of one folder and keeps a second folder, the shadow, that
 * holds only what has been flushed: a write goes there at the fsync that follows it, a new name at the fsync of its
 * folder. Some writes reach the shadow early, in part and out of order, as a kernel writes back when it likes.
 * A copy of the shadow, taken at any moment, is a disk after a power cut at that moment.
 *
 *   CUT_STORE   the folder that is watched, an absolute path
 *   CUT_SHADOW  the shadow; holds the same files at the start
 *   CUT_EARLY   how many of a hundred writes reach the shadow early (0)
 *   CUT_FAIL    while there is a file of this path, every flush fails, as one does on a dying disk
 *   CUT_LIE     a flush of a file whose name ends like this does nothing (for the control)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define SECTOR 512
#define MOST_FDS 65536
#define MOST_FILES 256

struct op {
  struct op *next;
  off_t at; /* where; a truncation: the new length */
  size_t length;
  char *data; /* NULL: a truncation */
};

struct file {
  char name[256];
  int shadow; /* descriptor in the shadow */
  char hidden[512]; /* where a file stands whose name has not been flushed; empty: under its name */
  int removed;
  struct op *first, *last;
};

static struct file files[MOST_FILES];
static int file_count;
static struct file *open_files[MOST_FDS];
static char is_folder[MOST_FDS];
static char gone[MOST_FILES][256]; /* names removed, not flushed yet */
static int gone_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *store, *shadow, *lie, *failing;
static int early;
static unsigned int seed;

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);

/* Other libraries may call before constructors have run. */
__attribute__((constructor)) static void start(void) {
  if (real_rename) return;
  real_open = dlsym(RTLD_NEXT, "open64");
  real_close = dlsym(RTLD_NEXT, "close");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_writev = dlsym(RTLD_NEXT, "writev");
  real_pwritev = dlsym(RTLD_NEXT, "pwritev64");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_rename = dlsym(RTLD_NEXT, "rename");
  store = getenv("CUT_STORE");
  shadow = getenv("CUT_SHADOW");
  lie = getenv("CUT_LIE");
  failing = getenv("CUT_FAIL");
  early = getenv("CUT_EARLY") ? atoi(getenv("CUT_EARLY")) : 0;
  seed = (unsigned int)time(NULL) ^ (unsigned int)getpid();
}

/* Stops the test rather than let it prove less than it says. */
static void fail(const char *what) {
  dprintf(2, "power-loss: %s: %s\n", what, strerror(errno));
  abort();
}

/* The file's name, when a path is right inside the folder. Shared memory is none of it: a power cut clears it. */
static const char *inside(const char *path) {
  size_t length;
  const char *name;
  if (!store || !shadow || !path) return NULL;
  length = strlen(store);
  if (strncmp(path, store, length) != 0 || path[length] != '/') return NULL;
  name = path + length + 1;
  if (*name == 0 || strchr(name, '/')) return NULL;
  length = strlen(name);
  if (length > 4 && strcmp(name + length - 4, "-shm") == 0) return NULL;
  return name;
}

static struct file *find(const char *name) {
  for (int i = 0; i < file_count; i++)
    if (!files[i].removed && strcmp(files[i].name, name) == 0) return &files[i];
  return NULL;
}

static struct file *track(const char *name) {
  struct file *file = find(name);
  char path[2048];
  if (file) return file;
  if (file_count == MOST_FILES) fail("too many files");
  file = &files[file_count++];
  snprintf(file->name, sizeof file->name, "%s", name);
  snprintf(path, sizeof path, "%s/%s", shadow, name);
  /* A name that is to be removed belongs to an older file. */
  int old = access(path, F_OK) == 0;
  for (int i = 0; i < gone_count; i++)
    if (strcmp(gone[i], name) == 0) old = 0;
  if (!old) {
    snprintf(file->hidden, sizeof file->hidden, "%s/.unlinked-%d-%d", shadow, (int)getpid(), file_count);
    snprintf(path, sizeof path, "%s", file->hidden);
  }
  file->shadow = real_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file->shadow < 0) fail(path);
  return file;
}

static void put(struct file *file, const char *data, size_t length, off_t at) {
  while (length > 0) {
    ssize_t written = real_pwrite(file->shadow, data, length, at);
    if (written < 0) fail(file->name);
    data += written;
    at += written;
    length -= (size_t)written;
  }
}

static void add(struct file *file, const void *data, size_t length, off_t at) {
  struct op *op = calloc(1, sizeof *op);
  if (!op) fail("memory");
  op->at = at;
  op->length = length;
  if (data) {
    op->data = malloc(length ? length : 1);
    if (!op->data) fail("memory");
    memcpy(op->data, data, length);
  }
  if (file->last) file->last->next = op;
  else file->first = op;
  file->last = op;
}

/* Half of a write's sectors, before any flush. */
static void write_back(struct file *file, const char *data, size_t length, off_t at) {
  if ((int)(rand_r(&seed) % 100) >= early) return;
  while (length > 0) {
    size_t part = SECTOR - (size_t)(at % SECTOR);
    if (part > length) part = length;
    if (rand_r(&seed) % 2) put(file, data, part, at);
    data += part;
    at += (off_t)part;
    length -= part;
  }
}

static void flush_file(struct file *file) {
  size_t name = strlen(file->name), end = lie ? strlen(lie) : 0;
  if (lie && name >= end && strcmp(file->name + name - end, lie) == 0) return;
  for (struct op *op = file->first, *next; op; op = next) {
    next = op->next;
    if (op->data) put(file, op->data, op->length, op->at);
    else if (real_ftruncate(file->shadow, op->at) < 0) fail(file->name);
    free(op->data);
    free(op);
  }
  file->first = file->last = NULL;
}

static void flush_folder(void) {
  char path[2048];
  for (int i = 0; i < gone_count; i++) {
    snprintf(path, sizeof path, "%s/%.255s", shadow, gone[i]);
    real_unlink(path);
  }
  gone_count = 0;
  for (int i = 0; i < file_count; i++) {
    struct file *file = &files[i];
    if (file->removed || !file->hidden[0]) continue;
    snprintf(path, sizeof path, "%s/%s", shadow, file->name);
    if (real_rename(file->hidden, path) < 0) fail(path);
    file->hidden[0] = 0;
  }
}

static int opened(int fd, const char *path) {
  const char *name = inside(path);
  if (fd < 0 || fd >= MOST_FDS || !store) return fd;
  pthread_mutex_lock(&lock);
  open_files[fd] = name ? track(name) : NULL;
  is_folder[fd] = strcmp(path, store) == 0;
  pthread_mutex_unlock(&lock);
  return fd;
}

static int open_any(const char *path, int flags, mode_t mode) {
  start();
  int fd;
  /* With O_EXCL the file is new: there is nothing to cut. */
  if (inside(path) && (flags & O_TRUNC) && !(flags & O_EXCL)) fail("O_TRUNC is not recorded");
  fd = real_open(path, flags, mode);
  return opened(fd, path);
}

#define MODE_OF(flags)                                  \
  mode_t mode = 0;                                      \
  if ((flags) & (O_CREAT | O_TMPFILE)) {                \
    va_list rest;                                       \
    va_start(rest, flags);                              \
    mode = va_arg(rest, mode_t);                        \
    va_end(rest);                                       \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_any(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags)
  return open_any(path, flags, mode);
}

int close(int fd) {
  start();
  if (fd >= 0 && fd < MOST_FDS) {
    open_files[fd] = NULL;
    is_folder[fd] = 0;
  }
  return real_close(fd);
}

static struct file *tracked(int fd) { return fd >= 0 && fd < MOST_FDS ? open_files[fd] : NULL; }

static ssize_t write_at(int fd, const void *data, size_t length, off_t at) {
  start();
  struct file *file = tracked(fd);
  if (!file) return real_pwrite(fd, data, length, at);
  pthread_mutex_lock(&lock);
  ssize_t written = real_pwrite(fd, data, length, at);
  if (written > 0) {
    add(file, data, (size_t)written, at);
    write_back(file, data, (size_t)written, at);
  }
  pthread_mutex_unlock(&lock);
  return written;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return write_at(fd, data, length, at); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) { return write_at(fd, data, length, at); }

ssize_t write(int fd, const void *data, size_t length) {
  start();
  struct file *file = tracked(fd);
  if (!file) return real_write(fd, data, length);
  pthread_mutex_lock(&lock);
  off_t at = lseek(fd, 0, SEEK_CUR);
  ssize_t written = real_write(fd, data, length);
  if (written > 0) {
    add(file, data, (size_t)written, at);
    write_back(file, data, (size_t)written, at);
  }
  pthread_mutex_unlock(&lock);
  return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  start();
  if (tracked(fd)) fail("writev is not recorded");
  return real_writev(fd, parts, count);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  start();
  if (tracked(fd)) fail("pwritev is not recorded");
  return real_pwritev(fd, parts, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return pwritev(fd, parts, count, at); }

static int truncate_to(int fd, off_t length) {
  start();
  struct file *file = tracked(fd);
  if (!file) return real_ftruncate(fd, length);
  pthread_mutex_lock(&lock);
  int result = real_ftruncate(fd, length);
  if (result == 0) add(file, NULL, 0, length);
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int fd, off_t length) { return truncate_to(fd, length); }
int ftruncate64(int fd, off64_t length) { return truncate_to(fd, length); }

/* The shadow has it before the caller hears that it is flushed. The real disk is not asked: nobody cuts its power. */
static int flush(int fd) {
  start();
  struct file *file = tracked(fd);
  int folder = fd >= 0 && fd < MOST_FDS && is_folder[fd];
  if (!file && !folder) return real_fsync(fd);
  if (failing && access(failing, F_OK) == 0) {
    errno = EIO;
    return -1;
  }
  pthread_mutex_lock(&lock);
  if (file) flush_file(file);
  else flush_folder();
  pthread_mutex_unlock(&lock);
  return 0;
}

int fsync(int fd) { return flush(fd); }
int fdatasync(int fd) { return flush(fd); }

int unlink(const char *path) {
  start();
  const char *name = inside(path);
  struct file *file;
  int result = real_unlink(path);
  if (!name || result < 0) return result;
  pthread_mutex_lock(&lock);
  file = find(name);
  if (file) file->removed = 1;
  if (gone_count == MOST_FILES) fail("too many names");
  /* One whose name was never flushed leaves nothing to remove. */
  if (!file || !file->hidden[0]) snprintf(gone[gone_count++], sizeof gone[0], "%s", name);
  pthread_mutex_unlock(&lock);
  return result;
}

int rename(const char *from, const char *to) {
  start();
  if (inside(from) || inside(to)) fail("rename is not recorded");
  return real_rename(from, to);
}
