package main

import (
	"net/netip"
	"slices"
	"strings"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// state is all that decides the rules, in an order that does not depend on when it was seen.
type state struct {
	policies   []*networking.NetworkPolicy
	pods       []*core.Pod
	namespaces map[string]labels.Set
}

func newState(policies []*networking.NetworkPolicy, pods []*core.Pod, namespaces []*core.Namespace) state {
	s := state{policies: slices.Clone(policies), namespaces: map[string]labels.Set{}}
	for _, pod := range byAddress(pods) {
		s.pods = append(s.pods, pod)
	}
	for _, namespace := range namespaces {
		s.namespaces[namespace.Name] = namespace.Labels
	}
	slices.SortFunc(s.policies, func(a, b *networking.NetworkPolicy) int { return strings.Compare(nameOf(a), nameOf(b)) })
	slices.SortFunc(s.pods, func(a, b *core.Pod) int { return strings.Compare(nameOf(a), nameOf(b)) })
	return s
}

// byAddress leaves out all but the youngest where an address has been given on before its pod was gone.
func byAddress(pods []*core.Pod) map[string]*core.Pod {
	found := map[string]*core.Pod{}
	for _, pod := range pods {
		known := found[pod.Status.PodIP]
		if hasAddress(pod) && (known == nil || known.CreationTimestamp.Before(&pod.CreationTimestamp)) {
			found[pod.Status.PodIP] = pod
		}
	}
	return found
}

func nameOf(object meta.Object) string { return object.GetNamespace() + "/" + object.GetName() }

// hasAddress holds for pods with an IPv4 address of their own that will not be another pod's in the meantime.
func hasAddress(pod *core.Pod) bool {
	address, err := netip.ParseAddr(pod.Status.PodIP)
	ended := pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed
	return err == nil && address.Is4() && !pod.Spec.HostNetwork && !ended
}

// selecting returns the policies that isolate the pod in this direction.
func (s state) selecting(pod *core.Pod, direction networking.PolicyType) []*networking.NetworkPolicy {
	var found []*networking.NetworkPolicy
	for _, policy := range s.policies {
		if policy.Namespace == pod.Namespace && applies(policy, direction) && matches(&policy.Spec.PodSelector, pod.Labels) {
			found = append(found, policy)
		}
	}
	return found
}

// applies follows the API's own default for a policy that names no types.
func applies(policy *networking.NetworkPolicy, direction networking.PolicyType) bool {
	if len(policy.Spec.PolicyTypes) == 0 {
		return direction == networking.PolicyTypeIngress || len(policy.Spec.Egress) > 0
	}
	return slices.Contains(policy.Spec.PolicyTypes, direction)
}

// chosen returns the pods that a peer names; without a namespace selector those of the policy's own namespace.
func (s state) chosen(peer networking.NetworkPolicyPeer, namespace string) []*core.Pod {
	var found []*core.Pod
	for _, pod := range s.pods {
		near := peer.NamespaceSelector == nil && pod.Namespace == namespace ||
			peer.NamespaceSelector != nil && matches(peer.NamespaceSelector, s.namespaces[pod.Namespace])
		if near && (peer.PodSelector == nil || matches(peer.PodSelector, pod.Labels)) {
			found = append(found, pod)
		}
	}
	return found
}

// matches holds for nothing when the selector makes no sense, which the API server does not let happen.
func matches(selector *meta.LabelSelector, of labels.Set) bool {
	parsed, err := meta.LabelSelectorAsSelector(selector)
	return err == nil && parsed.Matches(of)
}
