/*
 * list.h - values that are lists of words, separated by blanks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_LIST_H
#define MIREDO_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* Number of words. */
size_t list_count (const char *list);

/* Copies the nth word, counted from 0. False, and "": there is none, or it needs more than size
 * bytes. */
bool list_word (const char *list, size_t n, char *word, size_t size);

/* Appends words to a list of at most size bytes; false: there is no room, nothing changes. */
bool list_append (char *list, size_t size, const char *words);

#endif
