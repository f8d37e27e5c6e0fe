# A clean work tree.
exit 0
