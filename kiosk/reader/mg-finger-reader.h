/* SPDX-License-Identifier: Apache-2.0
 * The fingerprint reader of this terminal: takes one picture when told to, says what the reader
 * says. Must not compare, keep or show a picture, and is armed only between arm() and disarm(). A reader that is pulled
 * may come back, or another one in its place; both are said. */
#pragma once
#include <glib-object.h>
#include "model/mg-login.h"

#define MG_TYPE_FINGER_READER (mg_finger_reader_get_type ())
G_DECLARE_FINAL_TYPE (MgFingerReader, mg_finger_reader, MG, FINGER_READER, GObject)

typedef struct
{
  void (*status) (MgReaderStatus status, gpointer data);
  void (*picture) (MgPicture *picture, gpointer data); /* takes the picture */
} MgFingerReaderSays;

/* virtual_socket: where the stand-in reader of tests listens; NULL for a real one. Builds without
 * MG_TEST_BUILD take no virtual reader whatever is asked. says is borrowed. */
MgFingerReader *mg_finger_reader_new (const char *virtual_socket, const MgFingerReaderSays *says,
                                      gpointer data);
/* Looks for a reader and opens it; blocks for the time of a USB enumeration. */
void mg_finger_reader_start (MgFingerReader *self);
/* One picture. Without a reader MG_READER_MISSING is said at once, or MG_READER_WRONG. One that could not be opened is
 * tried again. */
void mg_finger_reader_arm (MgFingerReader *self);
void mg_finger_reader_disarm (MgFingerReader *self);
