releases=$WORLD/cluster/releases
newest() { ls "$releases/$1" 2> /dev/null | sort -n | tail -1; }
not_found() { echo 'Error: release: not found' >&2; exit 1; }
reachable() {
  if [ ! -e "$WORLD/cluster/ready" ]; then echo 'Error: Kubernetes cluster unreachable' >&2; exit 1; fi
}
flag() { # its name, then all arguments
  name=$1
  while shift && [ $# -gt 0 ]; do
    if [ "$1" = "$name" ]; then echo "$2"; return; fi
  done
}
record() { # release, revision, status
  mkdir -p "$releases/$1/$2"
  echo "$3" > "$releases/$1/$2/status"
}

case "$1 $2" in
  'version '*) echo 'v3.18.4+gd80839c' ;;
  'show values') cat "$3/values.yaml" ;;
  'lint '*) cat > /dev/null; printf '==> Linting chart\n\n1 chart(s) linted, 0 chart(s) failed\n' ;;
  'history '*)
    reachable
    last=$(newest "$2")
    [ -n "$last" ] || not_found
    for revision in $(ls "$releases/$2" | sort -n); do
      printf '%s{"revision":%s,"status":"%s","chart":"shop-1.0.0","app_version":"1","description":"stand-in"}' \
        "${comma-[}" "$revision" "$(cat "$releases/$2/$revision/status")"
      comma=,
    done
    echo ']'
    ;;
  'upgrade --install')
    reachable
    values=$(cat)
    echo "$values" > "$WORLD/values"
    case "$values" in
      *'enabled: false'*) rendered=$(cat "$4/backend.yaml") ;;
      *) rendered=$(cat "$4/backend.yaml" "$4/frontend.yaml") ;;
    esac
    case "$*" in
      *--dry-run*)
        printf '{"manifest":"%s\\n","hooks":[]}\n' "$(echo "$rendered" | sed 's/$/\\n/' | tr -d '\n')"
        exit 0
        ;;
      *--post-renderer*) rendered=$(echo "$rendered" | "$(flag --post-renderer "$@")") ;;
    esac
    last=$(newest "$3")
    next=$((${last:-0} + 1))
    record "$3" $next "pending-$([ "$next" = 1 ] && echo install || echo upgrade)"
    echo "$rendered" > "$releases/$3/$next/manifest"
    pace
    [ -z "$last" ] || record "$3" "$last" superseded
    record "$3" $next deployed
    echo "Release \"$3\" has been upgraded. Happy Helming!"
    ;;
  'get manifest')
    reachable
    revision=$(flag --revision "$@")
    cat "$releases/$3/${revision:-$(newest "$3")}/manifest" 2> /dev/null || not_found
    ;;
  'get values') echo '{}' ;;
  'get hooks') ;;
  'rollback '*)
    reachable
    last=$(newest "$2")
    [ -e "$releases/$2/$3" ] || not_found
    pace
    record "$2" "$last" superseded
    record "$2" $((last + 1)) deployed
    cp "$releases/$2/$3/manifest" "$releases/$2/$((last + 1))/manifest"
    # What was wrong came with the revision that is left.
    rm -f "$WORLD"/answers-* "$WORLD"/pods-*
    echo 'Rollback was a success! Happy Helming!'
    ;;
  'uninstall '*)
    reachable
    pace
    rm -rf "${releases:?}/$2"
    echo "release \"$2\" uninstalled"
    ;;
  *) echo "Error: unknown command \"$1\" for \"helm\"" >&2; exit 64 ;;
esac
