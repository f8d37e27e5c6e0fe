#!/bin/sh
# Adds every certificate of a bundle that Debian does not ship, the way an administrator would:
# a later installation of ca-certificates then keeps them.
set -eu
bundle=$1
added=/usr/local/share/ca-certificates
mkdir -p "$added"
awk -v bundle="$bundle" -v dir="$added" '
  { sub(/\r$/, "") }
  /BEGIN CERTIFICATE/ { body = "" }
  { body = body $0 "\n" }
  /END CERTIFICATE/ && !(body in seen) {
    seen[body] = 1
    if (FILENAME == bundle) printf "%s", body > sprintf("%s/host-%03d.crt", dir, ++n)
  }
' /usr/share/ca-certificates/mozilla/*.crt "$bundle"
update-ca-certificates >/dev/null 2>&1
