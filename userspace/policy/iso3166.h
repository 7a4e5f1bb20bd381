/* SPDX-License-Identifier: GPL-2.0-only */
/* Country codes (ISO 3166-1). */
#ifndef RELGATE_ISO3166_H
#define RELGATE_ISO3166_H

/** iso3166_alpha3() - "KOR" for the two letters "KR"; NULL if they are no country's */
const char *iso3166_alpha3(const char *alpha2);
/** iso3166_is_alpha3() - is it assigned to a country, or left to users (XKX, ZZA ...) */
int iso3166_is_alpha3(const char *alpha3);

#endif
