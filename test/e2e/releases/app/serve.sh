# TEXT is what it answers; CRASH makes it end at once.
[ -z "$CRASH" ] || { echo "CRASH is set"; exit 1; }
mkdir -p /tmp/www
echo "${TEXT:-nothing}" > /tmp/www/index.html
trap 'kill $server' TERM
httpd -f -p 8080 -h /tmp/www &
server=$!
wait $server
