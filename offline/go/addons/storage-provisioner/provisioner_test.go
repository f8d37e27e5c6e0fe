package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
	storage "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var here = site{provisioner: "test/here", node: "one", dir: "/volumes"}

func class(change ...func(*storage.StorageClass)) *storage.StorageClass {
	c := &storage.StorageClass{ObjectMeta: meta.ObjectMeta{Name: "standard"}, Provisioner: here.provisioner}
	for _, apply := range change {
		apply(c)
	}
	return c
}

func waiting(c *storage.StorageClass) {
	mode := waitForFirstConsumer
	c.VolumeBindingMode = &mode
}

func claim(change ...func(*core.PersistentVolumeClaim)) *core.PersistentVolumeClaim {
	name := "standard"
	c := &core.PersistentVolumeClaim{
		ObjectMeta: meta.ObjectMeta{Namespace: "shop", Name: "data", UID: "7", Annotations: map[string]string{provisionerOfClaim: here.provisioner}},
		Spec: core.PersistentVolumeClaimSpec{
			StorageClassName: &name,
			AccessModes:      []core.PersistentVolumeAccessMode{core.ReadWriteOnce},
			Resources:        core.VolumeResourceRequirements{Requests: core.ResourceList{core.ResourceStorage: resource.MustParse("1Gi")}},
		},
	}
	for _, apply := range change {
		apply(c)
	}
	return c
}

func annotated(key, value string) func(*core.PersistentVolumeClaim) {
	return func(c *core.PersistentVolumeClaim) { c.Annotations[key] = value }
}

func TestVerdictsOnClaims(t *testing.T) {
	block := core.PersistentVolumeBlock
	cases := map[string]struct {
		claim *core.PersistentVolumeClaim
		class *storage.StorageClass
		want  string
	}{
		"ours":                    {claim(), class(), "make"},
		"older annotation":        {claim(annotated(provisionerOfClaim, ""), annotated(oldProvisionerOfClaim, here.provisioner)), class(), "make"},
		"another provisioner's":   {claim(annotated(provisionerOfClaim, "other")), class(), "leave"},
		"class of another":        {claim(), class(func(c *storage.StorageClass) { c.Provisioner = "other" }), "leave"},
		"no class":                {claim(), nil, "leave"},
		"bound already":           {claim(func(c *core.PersistentVolumeClaim) { c.Spec.VolumeName = "v" }), class(), "leave"},
		"being deleted":           {claim(func(c *core.PersistentVolumeClaim) { c.DeletionTimestamp = &meta.Time{} }), class(), "leave"},
		"no pod yet":              {claim(), class(waiting), "leave"},
		"pod on this node":        {claim(annotated(selectedNode, "one")), class(waiting), "make"},
		"pod on another node":     {claim(annotated(selectedNode, "two")), class(waiting), "leave"},
		"with a selector":         {claim(func(c *core.PersistentVolumeClaim) { c.Spec.Selector = &meta.LabelSelector{} }), class(), "selector"},
		"a clone":                 {claim(func(c *core.PersistentVolumeClaim) { c.Spec.DataSource = &core.TypedLocalObjectReference{} }), class(), "no clones"},
		"a block device":          {claim(func(c *core.PersistentVolumeClaim) { c.Spec.VolumeMode = &block }), class(), "not block devices"},
		"block device, elsewhere": {claim(annotated(selectedNode, "two"), func(c *core.PersistentVolumeClaim) { c.Spec.VolumeMode = &block }), class(waiting), "leave"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			decided := here.judgeClaim(c.claim, c.class)
			got := map[bool]string{true: "make", false: "leave"}[decided.make]
			if decided.refusal != "" {
				got = decided.refusal
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestVolumeOfClaim(t *testing.T) {
	retain := core.PersistentVolumeReclaimRetain
	volume := here.volumeFor(claim(), class(func(c *storage.StorageClass) { c.ReclaimPolicy = &retain }))
	if volume.Name != "pvc-7" || volume.Spec.Local.Path != "/volumes/pvc-7_shop_data" {
		t.Errorf("name %s, path %s", volume.Name, volume.Spec.Local.Path)
	}
	if volume.Spec.PersistentVolumeReclaimPolicy != retain || !boundTo(volume, "one") || boundTo(volume, "two") {
		t.Errorf("policy %s, affinity %v", volume.Spec.PersistentVolumeReclaimPolicy, volume.Spec.NodeAffinity)
	}
	if volume.Spec.ClaimRef.UID != "7" || volume.Spec.Capacity.Storage().String() != "1Gi" {
		t.Errorf("claim %v, capacity %v", volume.Spec.ClaimRef, volume.Spec.Capacity)
	}
	if policy := here.volumeFor(claim(), class()).Spec.PersistentVolumeReclaimPolicy; policy != core.PersistentVolumeReclaimDelete {
		t.Errorf("without a policy of the class: %s", policy)
	}
}

func TestOnlyOwnReleasedVolumesAreRemoved(t *testing.T) {
	cases := map[string]struct {
		change func(*core.PersistentVolume)
		want   bool
	}{
		"released": {func(*core.PersistentVolume) {}, true},
		"bound":    {func(v *core.PersistentVolume) { v.Status.Phase = core.VolumeBound }, false},
		"kept by policy": {func(v *core.PersistentVolume) {
			v.Spec.PersistentVolumeReclaimPolicy = core.PersistentVolumeReclaimRetain
		}, false},
		"somebody else's":      {func(v *core.PersistentVolume) { v.Annotations = nil }, false},
		"on another node":      {func(v *core.PersistentVolume) { v.Spec.NodeAffinity = nil }, false},
		"being deleted":        {func(v *core.PersistentVolume) { v.DeletionTimestamp = &meta.Time{} }, false},
		"of another kind":      {func(v *core.PersistentVolume) { v.Spec.Local = nil }, false},
		"outside":              {func(v *core.PersistentVolume) { v.Spec.Local.Path = "/etc" }, false},
		"outside, by two dots": {func(v *core.PersistentVolume) { v.Spec.Local.Path = "/volumes/../etc" }, false},
		"the whole directory":  {func(v *core.PersistentVolume) { v.Spec.Local.Path = "/volumes/" }, false},
	}
	for name, c := range cases {
		volume := here.volumeFor(claim(), class())
		volume.Status.Phase = core.VolumeReleased
		c.change(volume)
		if got := here.mayRemove(volume); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestDirectoriesAreForEverybodyAndStayInside(t *testing.T) {
	s := site{dir: t.TempDir()}
	path := filepath.Join(s.dir, "volume")
	if err := s.make(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o777 {
		t.Errorf("mode %v, %v", info, err)
	}
	if err := os.WriteFile(filepath.Join(path, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("still there: %v", err)
	}
	for _, outside := range []string{s.dir, s.dir + "/", filepath.Dir(s.dir), s.dir + "/../x", s.dir + "/a/b", "/"} {
		if s.make(outside) == nil || s.remove(outside) == nil {
			t.Errorf("%s was not refused", outside)
		}
	}
}
