#!/bin/sh
# autogen.sh - generate ./configure in a checkout
# SPDX-License-Identifier: GPL-2.0-or-later
set -e
cd "$(dirname "$0")"
exec autoreconf --force --install --warnings=all,no-obsolete
