#!/bin/sh
# Makes ./configure and what it needs, from a fresh checkout.
# SPDX-License-Identifier: GPL-2.0-or-later
set -e
cd "$(dirname "$0")"
exec autoreconf --force --install --warnings=all,no-obsolete
