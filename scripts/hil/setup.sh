#!/usr/bin/env bash
# Makes what the tests against a real kernel need, and prints the folder it is in: a kernel that QEMU starts
# directly, the bench's modules built for it, an initramfs, and an image with systemd. Everything is kept under
# $HIL_CACHE (default ~/.cache/lockerd-hil), by kernel and by the sources that went in; a second call takes no time.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${HIL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lockerd-hil}

say() { echo "hil: $*" >&2; }
give_up() {
  say "$*"
  exit 1
}
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

[ "$(uname -m)" = x86_64 ] || give_up "needs an x86-64 machine, this one is $(uname -m)"
command -v apt-get >/dev/null || give_up 'needs Debian or a system like it: the kernel and QEMU come from apt-get'

updated=
update_once() {
  [ -n "$updated" ] && return
  say 'apt-get update'
  as_root apt-get update -q >&2 || give_up 'apt-get update failed'
  updated=yes
}
install_packages() {
  update_once
  say "installing $*"
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -qy --no-install-recommends "$@" >"$cache/apt.log" 2>&1 || {
    cat "$cache/apt.log" >&2
    give_up "can't install $*"
  }
}
# need FILE-OR-COMMAND=PACKAGE …: installs the packages of those that are missing
need() {
  local packages=() pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || packages+=("${pair#*=}")
  done
  [ ${#packages[@]} -eq 0 ] || install_packages "${packages[@]}"
}

mkdir -p "$cache"
# Two runs at once wait for each other.
exec 9>"$cache/.lock"
flock 9
need qemu-system-x86_64=qemu-system-x86 strace=strace gpioset=gpiod

packages=systemd,systemd-sysv,dbus,udev,kmod,libstdc++6,procps,adduser
# Everything an image is made of: these sources, node (copied into the image with systemd), Debian's release.
recipe=$(cat "$here"/setup.sh "$here"/init "$here"/kernel/* /etc/debian_version <(node --version) | sha256sum | cut -c1-16)
image=$(cat <(sed -n '/^packages=/p' "$here/setup.sh") /etc/debian_version <(node --version) | sha256sum | cut -c1-16)
for done in "$cache"/*/"$recipe".done; do
  if [ -e "$done" ]; then
    dirname "$done"
    exit 0
  fi
done

need busybox=busybox-static cpio=cpio mke2fs=e2fsprogs depmod=kmod mmdebstrap=mmdebstrap gcc=gcc make=make xz=xz-utils

release=$(apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: linux-image-\([0-9].*\)/\1/p' | head -n 1)
if [ -z "$release" ] || ! apt-cache show "linux-headers-$release" >/dev/null 2>&1; then
  update_once
  release=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: linux-image-\([0-9].*\)/\1/p' | head -n 1)
fi
[ -n "$release" ] || give_up "apt knows no linux-image-amd64"
version=$(apt-cache show "linux-image-$release" | sed -n 's/^Version: //p' | head -n 1)
source_package=linux-source-$(cut -d. -f1,2 <<<"$release")
kernel=$cache/$release
mkdir -p "$kernel"
work=$(mktemp -d "$kernel/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

fetch() {
  say "fetching $1"
  apt-get download -q "$1" >fetch.log 2>&1 || {
    update_once
    apt-get download -q "$1" >fetch.log 2>&1 || {
      cat fetch.log >&2
      give_up "can't fetch $1"
    }
  }
}

if [ ! -e "$kernel/vmlinux" ]; then
  fetch "linux-image-$release=$version"
  fetch "$source_package=$version"
  [ -e "/lib/modules/$release/build/Makefile" ] || install_packages "linux-headers-$release=$version"
  say "unpacking the kernel $version"
  dpkg -x linux-image-*.deb image
  # tar stops as soon as it has its files: the pipe before it breaks, and that is fine.
  (
    set +o pipefail
    dpkg-deb --fsys-tarfile "$source_package"_*.deb 2>/dev/null | tar -xO "./usr/src/$source_package.tar.xz" 2>/dev/null |
      tar -xJ --occurrence=1 --strip-components=1 "$source_package"/{drivers/gpio/gpio-sim.c,drivers/gpio/gpiolib.h,kernel/irq/irq_sim.c,scripts/extract-vmlinux}
  )
  rm -rf "$kernel/source" "$kernel/modules"
  mkdir "$kernel/source"
  mv drivers/gpio/* kernel/irq/irq_sim.c "$kernel/source/"
  depmod -b image "$release"
  mv image "$kernel/modules"
  bash scripts/extract-vmlinux "$kernel/modules/boot/vmlinuz-$release" >vmlinux
  mv vmlinux "$kernel/vmlinux"
fi
[ -e "/lib/modules/$release/build/Makefile" ] || install_packages "linux-headers-$release=$version"

say 'building the modules'
cp "$here"/kernel/* .
sed -f gpio-sim.sed "$kernel/source/gpio-sim.c" >gpio-sim.c
sed -f irq_sim.sed "$kernel/source/irq_sim.c" >irq_sim.c
cp "$kernel/source/gpiolib.h" .
make -C "/lib/modules/$release/build" M="$PWD" modules >make.log 2>&1 || {
  cat make.log >&2
  give_up "the modules of the bench don't build"
}

say 'building the initramfs'
mkdir -p initramfs/{bin,modules,proc,sys,dev,host,repo,node,root}
cp "$(command -v busybox)" initramfs/bin/busybox
ln -s busybox initramfs/bin/sh
cp "$here/init" initramfs/init
chmod 755 initramfs/init
for module in virtio_pci 9pnet_virtio 9p virtio_console virtio_blk ext4 i2c-dev xhci_pci usbserial ftdi_sio configfs; do
  modprobe -d "$kernel/modules" -S "$release" --show-depends "$module" | sed -n 's/^insmod //p'
done | awk '!seen[$1]++ { print $1 }' | while read -r file; do
  name=$(basename "$file")
  name=${name%.xz}
  case $file in
    *.xz) xz -dc "$file" >"initramfs/modules/$name" ;;
    *) cp "$file" initramfs/modules/ ;;
  esac
  echo "$name" >>initramfs/modules/order
done
cp gpio-sim-bench.ko locker-bench.ko initramfs/modules/
printf '%s\n' gpio-sim-bench.ko locker-bench.ko >>initramfs/modules/order
(cd initramfs && find . | cpio -o -H newc --quiet) >"$kernel/initramfs.cpio.new"
mv "$kernel/initramfs.cpio.new" "$kernel/initramfs.cpio"

if [ ! -e "$kernel/$image.image" ]; then
  say 'building the image with systemd'
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")
  as_root mmdebstrap --quiet --mode=root --variant=minbase --include=$packages \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$suite" "$work/rootfs" >mmdebstrap.log 2>&1 || {
    cat mmdebstrap.log >&2
    give_up "can't make a Debian $suite for the guest"
  }
  as_root install -D -m 755 "$(readlink -f "$(command -v node)")" "$work/rootfs/usr/local/bin/node"
  as_root rm -rf "$work"/rootfs/var/cache/apt/archives/* "$work"/rootfs/var/lib/apt/lists/*
  for unit in e2scrub_reap.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer systemd-networkd.service; do
    as_root ln -sf /dev/null "$work/rootfs/etc/systemd/system/$unit"
  done
  echo 'locker' | as_root tee "$work/rootfs/etc/hostname" >/dev/null
  truncate -s 1G "$kernel/systemd.ext4.new"
  as_root mke2fs -q -t ext4 -F -d "$work/rootfs" "$kernel/systemd.ext4.new"
  as_root rm -rf "$work/rootfs"
  mv "$kernel/systemd.ext4.new" "$kernel/systemd.ext4"
  rm -f "$kernel"/*.image
  : >"$kernel/$image.image"
fi

rm -f "$kernel"/*.done
: >"$kernel/$recipe.done"
echo "$kernel"
