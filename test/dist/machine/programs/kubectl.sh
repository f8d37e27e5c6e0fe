if [ "$1" = version ]; then
  echo '{"clientVersion":{"gitVersion":"v1.34.4"}}'
  exit 0
fi
if [ ! -e "$WORLD/cluster/ready" ]; then
  echo 'The connection to the server 127.0.0.1:8443 was refused - did you specify the right host or port?' >&2
  exit 1
fi
case " $* " in
  *' proxy '*) exec "$NODE" --no-warnings "$HERE/api.ts" "$WORLD" "$@" ;;
  *' port-forward '*) exec "$NODE" --no-warnings "$HERE/forward.ts" "$WORLD" ;;
  *' exec '*) echo '200 12' ;;
  *' get '*) exec "$NODE" --no-warnings "$HERE/get.ts" "$WORLD" "$@" ;;
  *' version '*) echo '{"clientVersion":{"gitVersion":"v1.34.4"},"serverVersion":{"gitVersion":"v1.34.4"}}' ;;
  *' describe '*) echo 'Name: described by a stand-in' ;;
  *' logs '*) cat "$WORLD/pod-log" 2> /dev/null || echo '2026-01-01T00:00:00Z serving' ;;
  *) echo "error: unknown command: $*" >&2; exit 1 ;;
esac
