// Storage-provisioner makes a directory on its node for every claim of its storage classes, offers it as a
// persistent volume, and removes it when the volume is released. It takes the place of Minikube's addon of
// that name, with the same rights and the same mounts.
package main

import (
	"context"
	"flag"
	"log/slog"
	"os"

	"k8s.io/client-go/kubernetes"

	"taskflow/offline/addons/cluster"
)

func main() {
	name := flag.String("name", "k8s.io/minikube-hostpath", "the provisioner that storage classes name")
	dir := flag.String("dir", "/tmp/hostpath-provisioner", "where the directories are made; the same path here and on the node")
	flag.Parse()
	cluster.Main("storage-provisioner", func(ctx context.Context, client kubernetes.Interface) error {
		return run(ctx, client, *name, *dir)
	})
}

func run(ctx context.Context, client kubernetes.Interface, name, dir string) error {
	node, err := nodeName()
	if err != nil {
		return err
	}
	slog.Info("serving", "provisioner", name, "node", node, "directories", dir)
	return newController(client, site{provisioner: name, node: node, dir: dir}).run(ctx)
}

// nodeName is what the downward API says, else the host's name, which a pod on the host's network shares.
func nodeName() (string, error) {
	if name := os.Getenv("NODE_NAME"); name != "" {
		return name, nil
	}
	return os.Hostname()
}
