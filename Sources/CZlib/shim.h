#include <zlib.h>

// A macro that needs the size of a type, which Swift cannot call.
static inline int fettle_inflate_init_gzip(z_streamp stream) {
    return inflateInit2(stream, 15 + 16);
}
