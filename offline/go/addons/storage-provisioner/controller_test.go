package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/fake"
)

// start runs a controller against a cluster in memory, with directories of the test's own.
func start(t *testing.T) (kubernetes.Interface, site) {
	t.Helper()
	s := site{provisioner: here.provisioner, node: "one", dir: t.TempDir()}
	client := fake.NewClientset(class())
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- newController(client, s).run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the controller ended with %v", err)
		}
	})
	return client, s
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("never came true: %s", what)
}

func TestVolumeComesAndGoesWithItsClaim(t *testing.T) {
	client, s := start(t)
	ctx := t.Context()
	if _, err := client.CoreV1().PersistentVolumeClaims("shop").Create(ctx, claim(), meta.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	var volume *core.PersistentVolume
	eventually(t, "a volume for the claim", func() (found bool) {
		v, err := client.CoreV1().PersistentVolumes().Get(ctx, "pvc-7", meta.GetOptions{})
		volume, found = v, err == nil
		return found
	})
	if !strings.HasPrefix(volume.Spec.Local.Path, s.dir) {
		t.Fatalf("path %s", volume.Spec.Local.Path)
	}
	if _, err := os.Stat(volume.Spec.Local.Path); err != nil {
		t.Fatal(err)
	}
	volume.Status.Phase = core.VolumeReleased
	if _, err := client.CoreV1().PersistentVolumes().UpdateStatus(ctx, volume, meta.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the volume is gone", func() bool {
		_, err := client.CoreV1().PersistentVolumes().Get(ctx, "pvc-7", meta.GetOptions{})
		return apierrors.IsNotFound(err)
	})
	if _, err := os.Stat(volume.Spec.Local.Path); !os.IsNotExist(err) {
		t.Errorf("the directory is still there: %v", err)
	}
}

func TestRefusalIsAnEvent(t *testing.T) {
	client, _ := start(t)
	ctx := t.Context()
	withSelector := claim(func(c *core.PersistentVolumeClaim) { c.Spec.Selector = &meta.LabelSelector{} })
	if _, err := client.CoreV1().PersistentVolumeClaims("shop").Create(ctx, withSelector, meta.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a warning that names the selector", func() bool {
		events, err := client.CoreV1().Events("shop").List(ctx, meta.ListOptions{})
		return err == nil && len(events.Items) > 0 && strings.Contains(events.Items[0].Message, "selector")
	})
	volumes, err := client.CoreV1().PersistentVolumes().List(ctx, meta.ListOptions{})
	if err != nil || len(volumes.Items) != 0 {
		t.Errorf("volumes %v, %v", volumes.Items, err)
	}
}
