#ifndef FETTLE_CLIBCURL_SHIM_H
#define FETTLE_CLIBCURL_SHIM_H

#include <curl/curl.h>

#endif
