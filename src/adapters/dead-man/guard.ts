/**
 * What waits on the target, or is woken there by a timer: a POSIX script whose text is always the same. Its arguments are
 * the folder, the token of who has armed it, and `wait` or `fire`. Nothing is put back without the file `armed`, which a
 * renewal never makes. A deadline is a file with seconds since 1970; taking it away by renaming it is what decides between
 * who renews and who fires.
 */
export const guard = `#!/bin/sh
cd -- "$1" || exit 1
tries=0
while [ -f armed ] && [ -f deadline ] && read -r token <armed && [ "$token" = "$2" ]; do
  read -r until <deadline
  left=$((until - $(date +%s)))
  if [ "$left" -gt 0 ]; then
    [ "$3" = wait ] || exit 0
    if [ "$left" -gt 5 ]; then left=5; fi
    sleep "$left"
    continue
  fi
  mv deadline firing || exit 1
  read -r again <firing
  if [ "$again" != "$until" ]; then
    ln firing deadline 2>/dev/null
    rm -f firing
    continue
  fi
  until sh ./restore "$1"; do
    tries=$((tries + 1))
    if [ "$tries" -ge 720 ] || [ ! -e firing ]; then exit 1; fi
    sleep 5
  done
  [ -e firing ] || exit 0
  date +%s >fired.new && mv fired.new fired && rm -f firing
  exit 0
done
`;
