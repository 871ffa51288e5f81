#ifndef FETTLE_CLIBCURL_SHIM_H
#define FETTLE_CLIBCURL_SHIM_H

#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one function for each kind of value.

typedef size_t (*fettle_curl_receive)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode fettle_curl_set_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode fettle_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode fettle_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode fettle_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode fettle_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode fettle_curl_set_receive(CURL *handle, CURLoption option, fettle_curl_receive value) {
    return curl_easy_setopt(handle, option, value);
}

typedef int (*fettle_curl_open_socket)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*fettle_curl_close_socket)(void *context, curl_socket_t socket);

static inline CURLcode fettle_curl_set_prerequest(CURL *handle, curl_prereq_callback value) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}

static inline CURLcode fettle_curl_set_open_socket(CURL *handle, fettle_curl_open_socket value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode fettle_curl_set_close_socket(CURL *handle, fettle_curl_close_socket value) {
    return curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, value);
}

// The bytes are copied by the call.
static inline CURLcode fettle_curl_set_bytes(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}

static inline CURLMcode fettle_curl_multi_set_number(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLcode fettle_curl_get_number(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode fettle_curl_get_size(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode fettle_curl_get_text(CURL *handle, CURLINFO info, char **value) {
    return curl_easy_getinfo(handle, info, value);
}

// Constants that are written as casts or sums, which Swift does not import.
static const size_t fettle_curl_write_pause = CURL_WRITEFUNC_PAUSE;
static const int fettle_curl_pause_nothing = CURLPAUSE_CONT;
static const long fettle_curl_auth_basic = CURLAUTH_BASIC;
static const long fettle_curl_auth_bearer = CURLAUTH_BEARER;

static inline CURLcode fettle_curl_initialise(void) {
    return curl_global_init(CURL_GLOBAL_ALL);
}

// The result of a finished transfer lies in a union, next to its tag.
static inline CURLcode fettle_curl_result(const CURLMsg *message) {
    return message->data.result;
}

#endif
