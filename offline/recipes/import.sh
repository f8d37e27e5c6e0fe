#!/bin/bash
# Fills a containerd store ($1) with unpacked images from archives (the other arguments).
# Runs in mount and process namespaces of its own, so that nothing of it can outlive it.
set -euo pipefail
store=$1; shift
run=$(mktemp -d /run/taskflow-import.XXXXXX)
trap 'rm -rf "$run"' EXIT
cat > "$run/config.toml" <<TOML
version = 2
root = "$store"
state = "$run/state"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.native", "io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp"]
[grpc]
  address = "$run/sock"
TOML
containerd --config "$run/config.toml" &
daemon=$!
ctr() { command ctr --address "$run/sock" --namespace k8s.io "$@"; }
until ctr version > /dev/null 2>&1; do
  kill -0 $daemon || { echo "containerd did not start"; exit 1; }
  sleep 0.1
done
for archive; do ctr images import "$archive"; done
ctr images list
# What is unpacked needs no packed copy; the images' manifests and configurations stay.
ctr content list | awk '/containerd.io\/uncompressed/ { print $1 }' | xargs -r -n 20 env ctr --address "$run/sock" --namespace k8s.io content rm
# The blobs themselves go with the next collection; removing an image with --sync waits for one.
ctr images tag registry.k8s.io/pause:3.10.1 collect
ctr images rm --sync collect
kill $daemon
wait $daemon || true
du -sh "$store"/*
