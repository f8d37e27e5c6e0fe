#!/bin/sh
# No cluster of Debian's making, one locale, and the folders that the official image has.
set -eu
localedef -i en_US -c -f UTF-8 -A /usr/share/locale/locale.alias en_US.UTF-8 2>/dev/null ||
  localedef -i en_US -c -f UTF-8 en_US.UTF-8
rm -rf /var/lib/postgresql/15 /etc/postgresql/15
sed -i "s/^#listen_addresses = .*/listen_addresses = '*'/" /usr/share/postgresql/15/postgresql.conf.sample
install -d -o postgres -g postgres -m 755 /docker-entrypoint-initdb.d
# A directory of its own: what is below /run does not get into a root.
rm -f /var/run
install -d -o postgres -g postgres -m 3777 /var/run/postgresql
install -d -o postgres -g postgres -m 1777 /var/lib/postgresql /var/lib/postgresql/data
