#!/bin/sh
# Turns a Debian root ($1) into a node that Minikube and kind accept. The files beside this script go into it.
set -eu
root=$1
here=$(cd "$(dirname "$0")" && pwd)
units=$root/lib/systemd/system

# Only what a node needs is started.
rm -f "$units"/multi-user.target.wants/* "$units"/local-fs.target.wants/* "$units"/basic.target.wants/* \
  "$units"/sockets.target.wants/*udev* "$units"/sockets.target.wants/*initctl* \
  "$units"/sysinit.target.wants/systemd-tmpfiles-setup.service
find "$root/etc/systemd/system" -path '*.wants/*' -delete
install -m 644 "$here/kubelet.service" "$units/kubelet.service"
mkdir -p "$root/etc/systemd/system/containerd.service.d"
printf '[Service]\nLimitNOFILE=1048576\nOOMScoreAdjust=0\nRestartSec=1\n' > "$root/etc/systemd/system/containerd.service.d/10-node.conf"
chroot "$root" systemctl enable ssh containerd kubelet
chroot "$root" systemctl mask systemd-binfmt.service
echo 'ReadKMsg=no' >> "$root/etc/systemd/journald.conf"
echo 'net.ipv4.conf.all.route_localnet=1' > "$root/etc/sysctl.d/10-node.conf"
[ -e "$root/sbin/init" ] || ln -s /lib/systemd/systemd "$root/sbin/init"

install -m 755 "$here/entrypoint" "$root/usr/local/bin/entrypoint"
install -m 755 "$here/kubelet-cgroups" "$here/runc-bounded" "$root/usr/local/sbin/"
mkdir -p "$root/etc/kubernetes/manifests" "$root/etc/containerd/certs.d" "$root/etc/cni/net.d" "$root/opt/cni/bin" "$root/kind/manifests"
cp -a "$root/usr/lib/cni/." "$root/opt/cni/bin/"
install -m 644 "$here/containerd.toml" "$root/etc/containerd/config.toml"
install -m 644 "$here/10-bridge.conflist" "$root/etc/cni/net.d/10-bridge.conflist"
install -m 644 "$here/default-cni.yaml" "$here/default-storage.yaml" "$root/kind/manifests/"
echo 'runtime-endpoint: unix:///run/containerd/containerd.sock' > "$root/etc/crictl.yaml"

# Minikube logs in as this user by a key that it copies into the running node.
chroot "$root" groupadd -f docker
chroot "$root" useradd -m -s /bin/bash -g docker -G sudo docker
chroot "$root" usermod -p '*' docker
install -d -o "$(chroot "$root" id -u docker)" -g "$(chroot "$root" id -g docker)" -m 700 "$root/home/docker/.ssh"
echo '%sudo ALL=(ALL) NOPASSWD:ALL' > "$root/etc/sudoers.d/20-node"
chmod 440 "$root/etc/sudoers.d/20-node"
printf 'PubkeyAcceptedAlgorithms +ssh-rsa\nHostkeyAlgorithms +ssh-rsa\nPasswordAuthentication no\n' >> "$root/etc/ssh/sshd_config"
