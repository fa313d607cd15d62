# What a node's first process runs: the work, and the watch that ends the whole node, whoever may have died meanwhile.
# sh -c SCRIPT node SECONDS CGROUP PROGRAM [ARGUMENT...], with ATOM_NODE_ID in the environment.
limit=$1
cgroup=$2
shift 2

# Joined before anything is started, so that nothing is outside.
if [ -n "$cgroup" ]; then
  echo $$ > "$cgroup/cgroup.procs" || exit 70
fi

# Kills everything that carries the node's id, but for the process $1, until nothing is left. The searching process has an
# empty environment, or it would find itself.
sweep() {
  found=1
  while [ -n "$found" ]; do
    found=
    for file in $(env -i grep -zlxF "ATOM_NODE_ID=$ATOM_NODE_ID" /proc/[0-9]*/environ 2>/dev/null); do
      pid=${file#/proc/}
      pid=${pid%/environ}
      if [ "$pid" != "$1" ] && kill -9 "$pid" 2>/dev/null; then
        found=1
      fi
    done
    if [ -n "$found" ]; then
      env -i sleep 0.1
    fi
  done
}

# The deadline. SIGTERM is for the work: who ends that way must not take the watch along.
(
  trap '' TERM
  sleep "$limit"
  read -r self rest < /proc/self/stat
  sweep "$self"
) < /dev/null > /dev/null 2>&1 &

# A trap that does something is reset for the work; an ignored signal would be ignored by it too.
trap : TERM
"$@" < /dev/null &
work=$!
while kill -0 "$work" 2>/dev/null; do
  wait "$work"
done
sweep $$
