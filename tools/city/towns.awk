# SPDX-License-Identifier: Apache-2.0
# towns.tsv to TOWN(ward, postal, name) lines for the compiler; code counts the towns of a ward.
BEGIN { FS = "\t" }
/^#/ { next }
NF != 4 || $1 !~ /^14[1-7]$/ || $2 !~ /^[0-9]+$/ || length($2) != 7 { print "towns.tsv:" NR ": not a town" > "/dev/stderr"; exit 1 }
{ printf "TOWN(%s, \"%s\", \"%s\", %d)\n", $1, $2, $3, ++count[$1] }
