#!/bin/sh
# Debian's Python under the official image's paths: /usr/local becomes a virtual environment, so pip installs
# into /usr/local/lib/pythonX.Y/site-packages, and "COPY --from=build /usr/local ..." carries it over.
set -eu
version=$1
"python$version" -m venv --system-site-packages /usr/local
rm -f /usr/local/bin/activate* /usr/local/bin/Activate.ps1
rm -f "/usr/lib/python$version/EXTERNALLY-MANAGED"
ln -sf "/usr/bin/python$version" /usr/local/bin/python
# The headers alone, for packages that compile: the full development package would add 40 MB.
cd /tmp
apt-get download -qq "libpython$version-dev" >/dev/null
dpkg-deb -x libpython*-dev_*.deb headers
cp -a headers/usr/include /usr/
ln -sf "/usr/include/python$version" "/usr/local/include/python$version"
/usr/local/bin/pip --version >/dev/null
