#!/bin/sh
# The official image's user, and the applets of BusyBox that Alpine has and Debian's minimal root has not.
set -eu
groupadd -g 1000 node
useradd -u 1000 -g node -s /bin/sh -m node
for applet in wget nc ps top free vi less ping nslookup unzip killall pgrep pkill; do
  command -v "$applet" >/dev/null || ln -s /bin/busybox "/usr/local/bin/$applet"
done
