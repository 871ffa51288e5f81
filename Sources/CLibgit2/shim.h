#ifndef FETTLE_CLIBGIT2_SHIM_H
#define FETTLE_CLIBGIT2_SHIM_H

#include <git2.h>

#endif
