#!/usr/bin/env bash
# Takes a bare Debian or Raspberry Pi OS to a running lockerd, from a checkout or an unpacked release of this
# project. Safe to run again: it updates what changed and leaves site file, key and database alone.
set -euo pipefail

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
OPT=/opt/lockerd
ETC=/etc/lockerd
STATE=/var/lib/lockerd
UNITS=/etc/systemd/system
NODE_WANTED='20.19 to 20.x, 22.13 to 22.x, or 24 and later'

usage() {
  cat <<'HELP'
Installs lockerd as a systemd service, or updates it.

  sudo scripts/install.sh --site FILE [options]
  sudo scripts/install.sh --uninstall

  --site FILE      the locker's site file, put to /etc/lockerd/site.yaml (config/ has ready-made ones to begin
                   with); not needed when one is installed already. It is checked first.
  --node PATH      the Node to use: a tarball of nodejs.org (node-v22…-linux-arm64.tar.xz), an unpacked one, or a
                   node program. Without it: the one installed before, the one on the PATH, or Debian's, if new
                   enough (Debian 12 has Node 18, which is too old; Debian 13 has Node 20).
  --prebuilt DIR   takes dist/ and node_modules/ from DIR as they are instead of installing and compiling packages
                   (several minutes on a small board)
  --no-start       installs everything, starts nothing
  --root DIR       installs into the system below DIR, for making an image; implies --no-start
  --uninstall      stops and removes the program; site file, key and database stay
  --dry-run        says what it would do and changes nothing
  --help

Afterwards: lockerctl selftest, lockerctl status, journalctl -u lockerd; docs/installing.md tells the whole way.
Exit code: 0 done, 1 failed, 64 wrong usage, 78 the site file is wrong.
HELP
}

say() { printf '== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
fail() {
  printf 'install.sh: %s\n' "$1" >&2
  exit "${2:-1}"
}

site='' node='' prebuilt='' root='' start=1 dry=0 uninstall=0
while [ $# -gt 0 ]; do
  case $1 in
    --site | --node | --prebuilt | --root)
      [ $# -ge 2 ] || fail "$1 needs a value (--help)" 64
      case $1 in
        --site) site=$2 ;;
        --node) node=$2 ;;
        --prebuilt) prebuilt=$2 ;;
        --root) root=${2%/} start=0 ;;
      esac
      shift
      ;;
    --no-start) start=0 ;;
    --uninstall) uninstall=1 ;;
    --dry-run) dry=1 ;;
    -h | --help) usage; exit 0 ;;
    *) fail "unknown option $1 (--help)" 64 ;;
  esac
  shift
done

# Does it, or says that it would.
run() {
  if [ "$dry" -eq 1 ]; then
    printf '   would run: %s\n' "$*"
  else
    "$@"
  fi
}

# A program of the system that is installed into.
inside() {
  if [ -n "$root" ]; then run chroot "$root" "$@"; else run "$@"; fi
}

# Is there a running systemd to talk to?
live() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

work=''
trap '[ -z "$work" ] || rm -rf "$work"' EXIT

check_system() {
  [ "$(uname -s)" = Linux ] || fail 'this installs on Linux only; to try lockerd elsewhere: npm start'
  [ "$dry" -eq 1 ] || [ "$(id -u)" -eq 0 ] || fail 'needs root: sudo scripts/install.sh …'
  [ -z "$root" ] || [ -d "$root/etc" ] || fail "--root $root: there is no system in it (no etc/)"
  [ -e "$root/usr/lib/systemd/systemd" ] || [ -e "$root/lib/systemd/systemd" ] ||
    fail 'systemd is missing: lockerd is kept running by it'
}

check_arguments() {
  [ -z "$site" ] || [ -f "$site" ] || fail "--site $site: there is no such file" 64
  [ -z "$node" ] || [ -e "$node" ] || fail "--node $node: there is no such file" 64
  if [ -n "$prebuilt" ]; then
    [ -f "$prebuilt/dist/lockerd.js" ] || fail "--prebuilt $prebuilt: no dist/lockerd.js in it (npm run build)" 64
    [ -d "$prebuilt/node_modules/better-sqlite3" ] || fail "--prebuilt $prebuilt: no node_modules in it (npm ci)" 64
  fi
  [ -n "$site" ] || [ -f "$root$ETC/site.yaml" ] ||
    fail "which locker is this? --site FILE; to begin with, copy one of: $(cd "$SOURCE" && grep -l 'driver: linux' config/*.yaml | xargs)" 64
}

# Is this Node one that lockerd runs on?
node_fits() {
  local version major minor
  version=$("$1" --version 2>/dev/null) || return 1
  IFS=. read -r major minor _ <<<"${version#v}"
  case $major in
    20) [ "$minor" -ge 19 ] ;;
    22) [ "$minor" -ge 13 ] ;;
    *) [ "$major" -ge 24 ] ;;
  esac
}

apt_updated=0
apt_install() {
  if [ "$apt_updated" -eq 0 ]; then
    inside apt-get update -q
    apt_updated=1
  fi
  DEBIAN_FRONTEND=noninteractive inside apt-get install -qy --no-install-recommends "$@"
}

# Installs Debian packages, those whose command is missing: need COMMAND=PACKAGE …
need() {
  local missing=() pair
  for pair in "$@"; do
    [ -n "$(PATH="$root/usr/bin:$root/bin:$root/usr/local/bin:$root/usr/sbin" type -P "${pair%%=*}")" ] ||
      missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "packages: ${missing[*]}"
  [ -x "$root/usr/bin/apt-get" ] || fail "install these first, there is no apt-get here: ${missing[*]}"
  apt_install "${missing[@]}"
}

# The same for what builds: that happens on this machine, whatever system is installed into.
need_to_build() {
  local pair
  [ -n "$root" ] || need "$@"
  for pair in "$@"; do
    type -P "${pair%%=*}" >/dev/null || fail "${pair#*=} is needed here to build (or --prebuilt)"
  done
}

# Debian's own Node, when it is new enough.
debian_node() {
  [ -x "$root/usr/bin/apt-get" ] || return 1
  local candidate
  [ "$dry" -eq 1 ] || inside apt-get update -q >&2 || return 1
  apt_updated=1
  candidate=$(LC_ALL=C ${root:+chroot "$root"} apt-cache policy nodejs | sed -n 's/^ *Candidate: *//p')
  case $candidate in
    20.19* | 20.[2-9][0-9]* | 22.1[3-9]* | 22.[2-9][0-9]* | 2[4-9].* | [3-9][0-9].*) return 0 ;;
    *)
      note "Debian offers Node ${candidate:-nothing}; needed is $NODE_WANTED"
      return 1
      ;;
  esac
}

# Sets node_program (in the running system) and node_tree (a whole Node to be copied, or empty).
node_program='' node_tree=''
choose_node() {
  if [ -n "$node" ]; then
    if [ -d "$node" ]; then
      node_tree=$(cd "$node" && pwd)
    elif [[ $node == *.tar.* ]]; then
      say "unpacking $node"
      mkdir -p "$work/node"
      tar -xf "$node" -C "$work/node" --strip-components=1
      node_tree=$work/node
    else
      node_program=$(readlink -f "$node")
    fi
    [ -z "$node_tree" ] || node_program=$node_tree/bin/node
  elif [ -x "$root$OPT/bin/node" ] && [ -z "$root" ] && node_fits "$OPT/bin/node"; then
    node_program=$(readlink -f "$OPT/bin/node")
    [ "$node_program" != "$OPT/node/bin/node" ] || node_tree=$OPT/node
  elif [ -z "$root" ] && type -P node >/dev/null && node_fits node; then
    node_program=$(node -p process.execPath)
  elif debian_node; then
    say 'packages: nodejs'
    apt_install nodejs
    node_program=$root/usr/bin/node
    [ "$dry" -eq 0 ] || return 0
  else
    fail "there is no Node that lockerd runs on ($NODE_WANTED). Debian 12 has only Node 18: fetch one for this
machine ($(uname -m)) from nodejs.org, and name it with --node node-v22….tar.xz"
  fi
  node_fits "$node_program" || fail "--node: $node_program does not run here, or is not $NODE_WANTED"
  # The service can't see these folders (ProtectHome, PrivateTmp), nor an image this system's: it gets a copy.
  local copy=0
  case $node_program in
    /root/* | /home/* | /tmp/* | /var/tmp/*) copy=1 ;;
  esac
  if [ -n "$root" ] && [[ $node_program != "$root"/* ]]; then copy=1; fi
  if [ "$copy" -eq 1 ] && [ -z "$node_tree" ]; then
    node_tree=$work/node
    install -D -m 0755 "$node_program" "$node_tree/bin/node"
  fi
}

# Packages and bundles, into $work/build; or what was given.
built=''
build() {
  if [ -n "$prebuilt" ]; then
    built=$(cd "$prebuilt" && pwd)
    note "program and packages as they are in $built"
    return
  fi
  need_to_build python3=python3 make=make g++=g++
  built=$work/build
  if [ "$dry" -eq 1 ]; then
    note "would copy $SOURCE, install its packages (npm ci) and build it"
    return
  fi
  local npm=${node_program%/bin/node}/lib/node_modules/npm/bin/npm-cli.js
  if [ ! -f "$npm" ]; then
    need_to_build npm=npm
    npm=$(readlink -f "$(type -P npm)")
  fi
  say 'installing packages and building (compiling takes several minutes on a small board)'
  mkdir -p "$built"
  tar -C "$SOURCE" --exclude=./node_modules --exclude=./.git --exclude=./dist --exclude=./var --exclude=./.hil -cf - . |
    tar -C "$built" -xf -
  (
    cd "$built"
    PATH=$(dirname "$node_program"):$PATH
    export PATH
    "$node_program" "$npm" ci --include=dev --no-audit --no-fund
    "$node_program" scripts/prepare.mjs --build
  )
}

# Puts the program together beside the old one; the old one is replaced by one rename.
install_program() {
  local new=$root$OPT.new
  say "program: $OPT"
  if [ "$dry" -eq 1 ]; then
    note "would put dist/, the packages with machine code and Node ($node_program) to $OPT"
    return
  fi
  rm -rf "$new"
  mkdir -p "$new/bin" "$new/dist" "$new/node_modules"
  local program
  for program in "$built"/dist/*.js; do
    case ${program##*/} in
      demo.js | broker.js | backoffice.js | bench.js) ;;
      *) cp "$program" "$new/dist/" ;;
    esac
  done
  cp -r "$built/dist/page" "$new/dist/"
  "$node_program" "$SOURCE/scripts/setup/runtime-packages.mjs" "$built/node_modules" >"$work/packages"
  tar -C "$built/node_modules" --exclude='*/build/Release/obj*' --exclude='*/build/Release/.deps' \
    --exclude='better-sqlite3/deps' --exclude='*/prebuilds/*win32*' --exclude='*/prebuilds/*darwin*' \
    --exclude='*/prebuilds/*android*' -cf - -T "$work/packages" | tar -C "$new/node_modules" -xf -
  mkdir "$new/config"
  cp "$SOURCE"/config/*.{yaml,json} "$new/config/"
  cp "$SOURCE/package.json" "$SOURCE/LICENSE" "$new/"
  [ ! -f "$SOURCE/README.md" ] || cp "$SOURCE/README.md" "$new/"
  if [ -n "$node_tree" ]; then
    cp -r "$node_tree" "$new/node"
    ln -s ../node/bin/node "$new/bin/node"
  else
    ln -s "${node_program#"$root"}" "$new/bin/node"
  fi
  printf '#!/bin/sh\nexec %s/bin/node %s/dist/lockerctl.js "$@"\n' "$OPT" "$OPT" >"$new/bin/lockerctl"
  chmod 755 "$new/bin/lockerctl"
  chown -R 0:0 "$new"
  chmod -R u=rwX,go=rX "$new"
  rm -rf "$root$OPT.old"
  [ ! -d "$root$OPT" ] || mv "$root$OPT" "$root$OPT.old"
  mv "$new" "$root$OPT"
  rm -rf "$root$OPT.old"
  mkdir -p "$root/usr/local/bin"
  ln -sfn "$OPT/bin/lockerctl" "$root/usr/local/bin/lockerctl"
}

# lockerctl as it will be installed; before that as it was built.
ctl() { "$node_program" "$built/dist/lockerctl.js" "$@"; }

check_site() {
  local file=${site:-$root$ETC/site.yaml}
  [ -f "$built/dist/lockerctl.js" ] || return 0
  ctl config check "$file" || fail "$file is wrong, see above; nothing was installed" 78
}

add_group() { inside getent group "$1" >/dev/null || inside groupadd --system "$1"; }

add_user() {
  local group
  if [ "$dry" -eq 1 ]; then
    note 'would add the user lockerd and the groups gpio, i2c, dialout where they are missing'
    return
  fi
  for group in lockerd gpio i2c dialout; do add_group "$group"; done
  inside getent passwd lockerd >/dev/null ||
    inside useradd --system --gid lockerd --home-dir "$STATE" --no-create-home --shell /usr/sbin/nologin lockerd
}

install_site() {
  local target=$root$ETC/site.yaml
  say "site file and key: $ETC"
  run install -d -m 0750 "$root$ETC"
  if [ -n "$site" ] && ! cmp -s "$site" "$target"; then
    [ ! -f "$target" ] || run cp -p "$target" "$target.before"
    run install -m 0640 "$site" "$target"
  fi
  if [ ! -e "$root$ETC/site.key" ]; then
    note 'a new site key is made; the issuer of the codes needs a copy of /etc/lockerd/site.key'
    if [ "$dry" -eq 0 ]; then
      (umask 077 && ctl credentials new-key >"$work/site.key")
      install -m 0600 "$work/site.key" "$root$ETC/site.key"
    fi
  fi
  inside chown root:lockerd "$ETC" "$ETC/site.yaml"
}

# Copies a file of systemd/ when it differs.
put() {
  local target=$root$2
  cmp -s "$SOURCE/systemd/$1" "$target" && return
  note "$2"
  run install -D -m 0644 "$SOURCE/systemd/$1" "$target"
}

install_service() {
  say 'service, device rules, modules'
  put lockerd.service "$UNITS/lockerd.service"
  put 99-lockerd.rules /etc/udev/rules.d/99-lockerd.rules
  put lockerd.tmpfiles.conf /etc/tmpfiles.d/lockerd.conf
  put modules-load.d-lockerd.conf /etc/modules-load.d/lockerd.conf
  if grep -q '^camera:' "${site:-$root$ETC/site.yaml}"; then
    put camera.conf "$UNITS/lockerd.service.d/camera.conf"
  else
    run rm -f "$root$UNITS/lockerd.service.d/camera.conf"
  fi
  if live; then
    local module
    for module in i2c-dev usbserial cdc-acm; do
      run modprobe -q "$module" || note "no kernel module $module: fine when nothing needs it"
    done
    run systemd-tmpfiles --create /etc/tmpfiles.d/lockerd.conf
    if type -P udevadm >/dev/null; then
      run udevadm control --reload
      run udevadm trigger --action=add --subsystem-match=gpio --subsystem-match=i2c-dev --subsystem-match=tty
      run udevadm settle --timeout=20 || true
    fi
    run systemctl daemon-reload
  fi
  inside systemctl enable -q lockerd.service
}

start_service() {
  say 'starting'
  # A restart, so that an update takes effect; it waits for READY.
  if ! run systemctl restart lockerd.service; then
    systemctl --no-pager --lines=20 status lockerd.service || true
    fail 'it does not start, see above; more: journalctl -u lockerd'
  fi
  note 'lockerd runs. Next: lockerctl selftest (and, in front of the locker, lockerctl selftest --open-doors)'
  [ -z "${SUDO_USER:-}" ] || note "to use lockerctl without sudo: usermod -aG lockerd $SUDO_USER, and log in again"
}

hints() {
  [ "$dry" -eq 0 ] || return 0
  local file=$root$ETC/site.yaml
  if live && grep -Eq '^ *[^#]*(mcp23017|hd44780|ssd1306|sh1106|ds3231)' "$file" && ! compgen -G '/dev/i2c-*' >/dev/null; then
    note 'the site file names I2C devices, and there is no /dev/i2c-*: on a Raspberry Pi enable I2C with'
    note '  raspi-config nonint do_i2c 0     and restart it'
  fi
}

remove() {
  say 'removing the program; site file, key and database stay'
  if live; then run systemctl disable --now -q lockerd.service || true; fi
  run rm -f "$root$UNITS/lockerd.service" "$root$UNITS/multi-user.target.wants/lockerd.service" \
    "$root/etc/udev/rules.d/99-lockerd.rules" "$root/etc/tmpfiles.d/lockerd.conf" \
    "$root/etc/modules-load.d/lockerd.conf" "$root/usr/local/bin/lockerctl"
  run rm -f "$root$UNITS/lockerd.service.d/camera.conf"
  run rm -rf "$root$OPT" "$root$OPT.new" "$root$OPT.old"
  if live; then run systemctl daemon-reload; fi
  note "kept: $ETC (site file, key), $STATE (database), the user lockerd"
}

check_system
if [ "$uninstall" -eq 1 ]; then remove; exit 0; fi
check_arguments
work=$(mktemp -d)
choose_node
note "Node: $node_program"
build
check_site
# Lines by the character device; a Wiegand keypad's always are.
if grep -Eq '^ *[^#]*(backend: *chardev|type: *wiegand)' "${site:-$root$ETC/site.yaml}"; then need gpioset=gpiod; fi
add_user
install_program
install_site
install_service
hints
if [ "$start" -eq 1 ]; then
  if live; then start_service; else note 'no systemd runs here: nothing is started'; fi
fi
say 'done'
