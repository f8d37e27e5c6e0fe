# TEXT is what it answers, on the ports that charts ask for; CRASH makes it end at once.
[ -z "$CRASH" ] || { echo "CRASH is set"; exit 1; }
mkdir -p /tmp/www
echo "${TEXT:-nothing}" > /tmp/www/index.html
trap 'kill $servers' TERM
for port in 3000 8000 8080; do
  httpd -f -p $port -h /tmp/www &
  servers="$servers $!"
done
wait
