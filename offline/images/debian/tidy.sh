#!/bin/sh
# Leaves nothing behind that an image does not need or that differs from one build to the next.
set -eu
rm -rf /var/log/* /var/cache/* /var/lib/apt/lists/* /tmp/* /var/tmp/* /usr/share/bug /usr/share/menu
rm -f /etc/apt/apt.conf.d/01autoremove /etc/machine-id /var/lib/dpkg/*-old /etc/*- /etc/resolv.conf /etc/hostname
mkdir -p /var/cache/apt/archives/partial /var/lib/apt/lists/partial /var/log/apt
