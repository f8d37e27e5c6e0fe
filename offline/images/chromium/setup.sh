#!/bin/sh
# A user of its own: Chromium refuses some things to root, and pages are hostile.
set -eu
groupadd -g 1000 browser
useradd -u 1000 -g browser -m browser
chromium --version
