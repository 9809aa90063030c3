# SPDX-License-Identifier: Apache-2.0
# sql/codes/password_words.csv to MG_PASSWORD_WORD(word, kind) lines.
BEGIN { FS = ","; kinds["common"] = kinds["office"] = kinds["city"] = "WORD"; kinds["keyboard"] = "KEYBOARD" }
/^#/ || $0 == "word,kind" { next }
NF != 2 || !($2 in kinds) || $1 == "" { print "password_words.csv:" NR ": not a word and its kind" > "/dev/stderr"; exit 1 }
{ word = $1; gsub(/\\/, "\\\\", word); gsub(/"/, "\\\"", word); printf "MG_PASSWORD_WORD(\"%s\", %s)\n", word, kinds[$2]; n++ }
END { if (n < 100) { print "password_words.csv: " n + 0 " words" > "/dev/stderr"; exit 1 } }
