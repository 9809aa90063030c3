# SPDX-License-Identifier: Apache-2.0
# sql/fields.csv to J01_FIELD(column, type, length) lines: the 111 items of 個人情報 in their order.
BEGIN {
	FS = ","
	name["C"] = "DIGITS"; name["V"] = "TEXT"; name["K"] = "CODE"; name["F"] = "FLAG"; name["D"] = "DATE"
	name["DU"] = "DATE_UNKNOWN"; name["YM"] = "MONTH"; name["N"] = "NUMBER"; name["T"] = "TIME"
	fixed["D"] = fixed["DU"] = 8; fixed["YM"] = fixed["T"] = 6
}
$1 != "個人情報" { next }
{
	type = $5; sub(/[0-9]+$/, "", type)
	size = substr($5, length(type) + 1)
	if (type in fixed) size = fixed[type]
	if (!(type in name) || size == "" || $2 != ++seq) { print "fields.csv:" NR ": not an item of J01" > "/dev/stderr"; exit 1 }
	printf "J01_FIELD(%s, %s, %d)\n", $4, name[type], size
}
END { if (seq != 111) { print "fields.csv: " seq " items of J01" > "/dev/stderr"; exit 1 } }
