package main

import (
	"fmt"
	"path/filepath"

	core "k8s.io/api/core/v1"
	storage "k8s.io/api/storage/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	provisionerOfClaim    = "volume.kubernetes.io/storage-provisioner"
	oldProvisionerOfClaim = "volume.beta.kubernetes.io/storage-provisioner"
	selectedNode          = "volume.kubernetes.io/selected-node"
	provisionerOfVolume   = "pv.kubernetes.io/provisioned-by"
	hostnameLabel         = "kubernetes.io/hostname"
	defaultReclaimOfClass = core.PersistentVolumeReclaimDelete
	waitForFirstConsumer  = storage.VolumeBindingWaitForFirstConsumer
)

// verdict on a claim: make a volume, leave it alone, or tell its owner why there will be none.
type verdict struct {
	make    bool
	refusal string
}

var notOurs = verdict{}

func (s site) judgeClaim(claim *core.PersistentVolumeClaim, class *storage.StorageClass) verdict {
	switch {
	case claim.Spec.VolumeName != "" || claim.DeletionTimestamp != nil:
		return notOurs
	case provisioner(claim) != s.provisioner || class == nil || class.Provisioner != s.provisioner:
		return notOurs
	case !s.isHere(claim, class):
		return notOurs
	case claim.Spec.Selector != nil:
		return verdict{refusal: "a claim with a selector waits for a volume that somebody makes by hand"}
	case claim.Spec.DataSource != nil || claim.Spec.DataSourceRef != nil:
		return verdict{refusal: "this provisioner makes empty volumes only: no clones, no snapshots"}
	case claim.Spec.VolumeMode != nil && *claim.Spec.VolumeMode == core.PersistentVolumeBlock:
		return verdict{refusal: "this provisioner makes directories, not block devices"}
	default:
		return verdict{make: true}
	}
}

func provisioner(claim *core.PersistentVolumeClaim) string {
	if name := claim.Annotations[provisionerOfClaim]; name != "" {
		return name
	}
	return claim.Annotations[oldProvisionerOfClaim]
}

// isHere holds at once for classes that bind at once, else when the scheduler has sent the claim's pod here.
func (s site) isHere(claim *core.PersistentVolumeClaim, class *storage.StorageClass) bool {
	if class.VolumeBindingMode == nil || *class.VolumeBindingMode != waitForFirstConsumer {
		return true
	}
	return claim.Annotations[selectedNode] == s.node
}

// volumeFor has a name that follows from the claim: made twice, it is the same volume.
func (s site) volumeFor(claim *core.PersistentVolumeClaim, class *storage.StorageClass) *core.PersistentVolume {
	name := "pvc-" + string(claim.UID)
	reclaim := defaultReclaimOfClass
	if class.ReclaimPolicy != nil {
		reclaim = *class.ReclaimPolicy
	}
	mode := core.PersistentVolumeFilesystem
	return &core.PersistentVolume{
		ObjectMeta: meta.ObjectMeta{Name: name, Annotations: map[string]string{provisionerOfVolume: s.provisioner}},
		Spec: core.PersistentVolumeSpec{
			Capacity:                      core.ResourceList{core.ResourceStorage: claim.Spec.Resources.Requests[core.ResourceStorage]},
			AccessModes:                   claim.Spec.AccessModes,
			PersistentVolumeReclaimPolicy: reclaim,
			StorageClassName:              class.Name,
			VolumeMode:                    &mode,
			MountOptions:                  class.MountOptions,
			ClaimRef:                      referenceTo(claim),
			// Unlike a host path, a local volume is given the pod's fsGroup.
			PersistentVolumeSource: core.PersistentVolumeSource{
				Local: &core.LocalVolumeSource{Path: filepath.Join(s.dir, fmt.Sprintf("%s_%s_%s", name, claim.Namespace, claim.Name))},
			},
			NodeAffinity: s.onlyHere(),
		},
	}
}

func referenceTo(claim *core.PersistentVolumeClaim) *core.ObjectReference {
	return &core.ObjectReference{
		APIVersion: "v1", Kind: "PersistentVolumeClaim", ResourceVersion: claim.ResourceVersion,
		Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID,
	}
}

func (s site) onlyHere() *core.VolumeNodeAffinity {
	here := core.NodeSelectorRequirement{Key: hostnameLabel, Operator: core.NodeSelectorOpIn, Values: []string{s.node}}
	terms := []core.NodeSelectorTerm{{MatchExpressions: []core.NodeSelectorRequirement{here}}}
	return &core.VolumeNodeAffinity{Required: &core.NodeSelector{NodeSelectorTerms: terms}}
}

// mayRemove says whether a volume's directory is ours to remove, and nobody's any more.
func (s site) mayRemove(volume *core.PersistentVolume) bool {
	return volume.Status.Phase == core.VolumeReleased &&
		volume.DeletionTimestamp == nil &&
		volume.Annotations[provisionerOfVolume] == s.provisioner &&
		volume.Spec.PersistentVolumeReclaimPolicy == core.PersistentVolumeReclaimDelete &&
		volume.Spec.Local != nil && s.owns(volume.Spec.Local.Path) &&
		boundTo(volume, s.node)
}

func boundTo(volume *core.PersistentVolume, node string) bool {
	if volume.Spec.NodeAffinity == nil || volume.Spec.NodeAffinity.Required == nil {
		return false
	}
	for _, term := range volume.Spec.NodeAffinity.Required.NodeSelectorTerms {
		for _, need := range term.MatchExpressions {
			if need.Key == hostnameLabel && len(need.Values) == 1 && need.Values[0] == node {
				return true
			}
		}
	}
	return false
}
