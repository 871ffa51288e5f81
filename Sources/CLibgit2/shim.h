#ifndef FETTLE_CLIBGIT2_SHIM_H
#define FETTLE_CLIBGIT2_SHIM_H

#include <git2.h>
#include <git2/sys/transport.h>

// git_libgit2_opts is variadic, which Swift cannot call: one function for each option that fettle sets.

static inline int fettle_git_set_search_path(git_config_level_t level, const char *path) {
    return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, (int)level, path);
}

static inline int fettle_git_set_owner_validation(int enabled) {
    return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

static inline int fettle_git_get_owner_validation(int *enabled) {
    return git_libgit2_opts(GIT_OPT_GET_OWNER_VALIDATION, enabled);
}

static inline int fettle_git_set_fsync(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, enabled);
}

static inline int fettle_git_set_cache_size(ssize_t bytes) {
    return git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, bytes);
}

// libgit2 asks that a transport's own struct begins with its parent; a Swift struct's layout is not promised.

typedef struct {
    git_smart_subtransport parent;
    void *object;
} fettle_git_subtransport;

typedef struct {
    git_smart_subtransport_stream parent;
    void *object;
} fettle_git_stream;

#endif
