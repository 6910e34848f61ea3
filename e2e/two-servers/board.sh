#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The far end of this test: keeps the contract of `lava-run --job-dir` without a board, in a process that costs little. The
# job's name says what it does: `lines=20 die=0`. It notes in its own directory what must never happen.
lab=$(dirname "$0")
while [ $# -gt 0 ]; do
  case $1 in
    --job-dir) dir=$2 ;;
    --job-id) job=$2 ;;
  esac
  shift
done
cd "$dir" || exit 1
lines=$(grep -o 'lines=[0-9]*' bundle.json | head -n 1 | cut -d = -f 2)
die=$(grep -o 'die=[0-9]' bundle.json | head -n 1 | cut -d = -f 2)
board=$(grep -o 'board-[0-9]*' bundle.json | head -n 1)
time=$(date -u +%Y-%m-%dT%H:%M:%S.000000+00:00)

mkdir "$lab/ran/$job" || echo "job $job was run twice" >>"$lab/violations"
mkdir "$lab/busy/$board" || echo "job $job was started while another had $board" >>"$lab/violations"

end() {
  rmdir "$lab/busy/$board"
  printf '{"dt":"%s","lvl":"results","msg":{"definition":"lava","case":"job","result":"%s"},"status":%s}\n' \
    "$time" "$1" "$2" >>records.ndjson
  printf '%s' "$2" >status.new
  mv status.new status.json
  exit 0
}
trap 'end fail "{\"health\":\"canceled\",\"code\":\"canceled\",\"kind\":\"canceled\",\"message\":\"canceled\"}"' TERM

i=0
while [ "$i" -lt "$lines" ]; do
  printf '{"dt":"%s","lvl":"target","msg":"line %d"}\n' "$time" "$i" >>records.ndjson
  [ $((i % 5)) = 4 ] && printf \
    '{"dt":"%s","lvl":"results","msg":{"definition":"suite","case":"case-%d","result":"pass"}}\n' "$time" "$i" >>records.ndjson
  i=$((i + 1))
  sleep 0.1
done
if [ "$die" = 1 ]; then
  rmdir "$lab/busy/$board"
  kill -9 $$
fi
end pass '{"health":"complete"}'
