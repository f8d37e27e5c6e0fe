echo 'RTNETLINK answers: Operation not permitted' >&2
exit 2
