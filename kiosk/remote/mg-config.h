/* SPDX-License-Identifier: Apache-2.0
 * The kiosk's configuration file: where the server is, which keys this terminal has. Read once at
 * start; must not be written. */
#pragma once
#include <glib.h>

typedef struct
{
  /* owned; PEM texts as they stand in the files */
  char *address; /* [server] address: host:port */
  char *ca;      /* [server] ca_file */
  char *name;    /* [server] name: the name in the server's certificate, when it is not the address */
  char *cert;    /* [terminal] cert_file */
  char *key;     /* [terminal] key_file */
  char *ca_file, *cert_file, *key_file; /* where those three stand: a renewal puts new ones there */
  char *assertion_key_file; /* [terminal] assertion_key_file: Ed25519; the path only */
  char *log_origin;         /* [log] origin and key_file: whose checkpoints are believed; NULL: none */
  char *log_key_file;       /* Ed25519 public key in PEM; the path only */
  char *authority_municipality; /* [authority] municipality and key_file: whose key lists are */
  char *authority_key_file; /* believed, by which root; NULL: nothing is signed at this terminal */
  char *virtual_socket; /* [reader] virtual_socket: test builds only; NULL: a real reader */
  char *agent_socket;  /* [agent] socket: of madoguchi-export-agent; NULL: nothing is carried from here */
  char *requests_folder; /* [terminals] requests_folder: requests of new terminals lie there; NULL: none do */
  char *rights_file;   /* [rights] file: a signed matrix of rights to be proposed from here; NULL: none is */
  /* state */
  gboolean windowed;    /* [screen] windowed: test builds only, beside the window of fingers */
  gboolean accessible;  /* [terminal] accessibility: AT-SPI on whatever the server says */
  double scale;         /* [screen] scale, where the server says none: 0 chooses by the size of the screen */
  guint lock_s;         /* [session] lock_after_s: 300 or less */
} MgConfig;

/* Every file named must be there; relative names are relative to the configuration file. A next pair
 * of key and certificate that lies whole beside the one in use takes its place before (ceremony/keep.h). */
MgConfig *mg_config_load (const char *path, GError **error);
void mg_config_free (MgConfig *self); /* wipes the keys */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MgConfig, mg_config_free)
