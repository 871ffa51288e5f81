#ifndef FETTLE_CGPGME_SHIM_H
#define FETTLE_CGPGME_SHIM_H

#include <gpgme.h>

#endif
