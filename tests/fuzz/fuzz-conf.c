/*
 * fuzz-conf.c - configuration files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/conf.h"

#include <string.h>
#include "fuzz.h"
#include "bytes/params.h"
#include "conf/settings.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct diagnostics diagnostics = { .list = NULL };
	struct settings settings;
	struct conf conf;
	bool malformed;

	MUST (conf_parse (&conf, "fuzz", (const char *)data, size, &diagnostics) == 0);
	malformed = diagnostics_fatal (&diagnostics);
	for (size_t i = 0; i < conf.count; i++) {
		MUST (conf.lines[i].number > 0);
		MUST (conf.lines[i].name >= conf.text && conf.lines[i].name < conf.text + size);
		MUST (conf.lines[i].name[0] != '\0');
		MUST (conf.lines[i].value > conf.lines[i].name);
	}
	settings_miredo (&settings, &conf, &diagnostics);
	MUST (settings.mode == MODE_CLIENT || settings.mode == MODE_RELAY);
	MUST (memchr (settings.interface, '\0', sizeof (settings.interface)) != NULL);
	MUST (settings.mtu >= TEREDO_MTU_MIN && settings.mtu <= TEREDO_MTU_MAX);
	settings_complete (&settings, NULL, "fuzz", &diagnostics);
	MUST (settings.exit.kind == EXIT_NONE || settings.exit.server != 0
	      || diagnostics_fatal (&diagnostics));
	MUST (settings.mode != MODE_CLIENT || settings.server[0] != '\0'
	      || diagnostics_fatal (&diagnostics));
	diagnostics_clear (&diagnostics);
	settings_server (&settings, &conf, &diagnostics);
	settings_complete (&settings, NULL, "fuzz", &diagnostics);
	MUST (settings.bind_address != 0 || settings.bind_name[0] != '\0' || malformed
	      || diagnostics_fatal (&diagnostics));
	MUST (!settings_one_address (&settings) || settings.bind_address2 == 0);
	diagnostics_clear (&diagnostics);
	conf_clear (&conf);
	return 0;
}
