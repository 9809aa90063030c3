# SPDX-License-Identifier: Apache-2.0
# What run and stop share. Everything of the demo lives under build/demo of this tree and nowhere else. The tests make
# their own city the same way, with MG_DEMO_DIR and MG_DEMO_BIN (programs that are built already).
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
demo=${MG_DEMO_DIR:-$top/build/demo}
city=$demo/city
bin=${MG_DEMO_BIN:-$top/build/release}
export MG_MARIADB_TEMPLATE=${MG_MARIADB_TEMPLATE:-$demo/mariadb-template} MG_MARIADB_POOL=${MG_MARIADB_POOL:-512M} MG_MARIADB_REDO=${MG_MARIADB_REDO:-512M}
municipality=271403

# The invented people of the demo: staff number, name, kana, role, ward, section, password, PIN, seed of the right index finger.
# Seeds were chosen so that no two of them match each other (tests/matcher checks it).
# MG_DEMO_PEOPLE and MG_DEMO_TERMINALS name files of the same form to be taken instead (tests/bench/run: a hundred of each).
people() {
  if [ -n "${MG_DEMO_PEOPLE:-}" ]; then cat "$MG_DEMO_PEOPLE"; return; fi
  cat <<'P'
100001|西 恵|ニシ メグミ|clerk|146|北区役所 保険年金課|kitaku-Mado-27|4812|1001
100002|東 健太|ヒガシ ケンタ|clerk|142|中区役所 保険年金課|nakaku-Mado-35|5930|1002
100003|大野 さくら|オオノ サクラ|clerk|145|南区役所 保険年金課|minami-Mado-48|6071|1003
200001|中村 達也|ナカムラ タツヤ|supervisor|146|北区役所 保険年金課|kakari-Kita-59|7284|1004
200002|小川 真由美|オガワ マユミ|supervisor|142|中区役所 保険年金課|kakari-Naka-61|8395|1005
300001|北野 誠|キタノ マコト|head|146|北区役所 保険年金課|shozoku-Kita-72|9406|1006
900001|南 礼子|ミナミ レイコ|authority|100|人事課|kengen-Honcho-83|1507|1008
P
}
# The two terminals: number, name, ward, section.
terminals() {
  if [ -n "${MG_DEMO_TERMINALS:-}" ]; then cat "$MG_DEMO_TERMINALS"; return; fi
  cat <<'T'
1|北-01|146|北区役所 保険年金課
2|中-01|142|中区役所 保険年金課
T
}

step_no=0
step() { # words
  step_no=$((step_no + 1))
  printf '[%3ds] %d. %s\n' $((SECONDS)) "$step_no" "$*"
}
die() { echo "madoguchi demo: $*" >&2; exit 1; }

running() { # name
  [ -s "$demo/run/$1.pid" ] && kill -0 "$(cat "$demo/run/$1.pid")" 2>/dev/null
}
# Starts a program of ours in the background and waits for its line "ready".
launch() { # name, program, arguments …
  local name=$1
  shift
  running "$name" && return 0
  : >"$demo/log/$name.out"
  setsid "$@" >"$demo/log/$name.out" 2>"$demo/log/$name.err" </dev/null &
  echo $! >"$demo/run/$name.pid"
  for _ in $(seq 300); do
    grep -q '^ready' "$demo/log/$name.out" && return 0
    running "$name" || break
    sleep 0.1
  done
  tail -5 "$demo/log/$name.err" >&2
  die "$name does not start; its messages are in build/demo/log/$name.err"
}
halt() { # name
  if running "$1"; then
    local pid; pid=$(cat "$demo/run/$1.pid")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 200); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
    kill -9 "$pid" 2>/dev/null || true
  fi
  rm -f "$demo/run/$1.pid"
}
database() { "$top/tests/support/mariadb" "$1" "$demo/db" --log-bin="$demo/db/data/binlog" --sync-binlog=1 --expire-logs-days=1 --max-binlog-size=64M; }
sql() { mariadb --no-defaults --socket="$demo/db/db.sock" --batch --skip-column-names -e "$1"; }
