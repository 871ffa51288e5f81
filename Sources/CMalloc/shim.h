// glibc's own functions of the allocator, in a header that Swift's module of the C library does not hold.
#include <malloc.h>
