# Read by every stand-in program before its own script: `tool` is its name, `WORLD` the folder that stands for the machine.
PATH=/usr/bin:/bin
mkdir -p "$WORLD/calls"
echo "$tool $*" >> "$WORLD/calls/$tool"

# What takes time on a real machine takes this long here, so that a cancellation finds it half-way.
pace() { sleep "$(cat "$WORLD/pace" 2> /dev/null || echo 0)"; }

# A reference as a file name.
file_of() { echo "$1" | tr / _; }

# A fault is a piece of shell that looks at the call and answers in the program's place.
for fault in "$WORLD"/faults/*; do
  if [ -e "$fault" ]; then . "$fault"; fi
done
