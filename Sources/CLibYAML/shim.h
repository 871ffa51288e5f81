#ifndef FETTLE_CLIBYAML_SHIM_H
#define FETTLE_CLIBYAML_SHIM_H

#include <yaml.h>

#endif
