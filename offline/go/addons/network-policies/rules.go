package main

import (
	"fmt"
	"hash/fnv"
	"net/netip"
	"strings"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const table = "taskflow_policies"

// rulesFor returns what nft reads: pods that no policy selects are not mentioned, all others may do what one of theirs allows.
func rulesFor(s state) string {
	egress, ingress := s.isolate(networking.PolicyTypeEgress), s.isolate(networking.PolicyTypeIngress)
	var text strings.Builder
	fmt.Fprintf(&text, "table ip %[1]s\ndelete table ip %[1]s\ntable ip %[1]s {\n", table)
	for _, isolated := range []isolation{egress, ingress} {
		for _, chain := range isolated.chains {
			text.WriteString(chain)
		}
		fmt.Fprintf(&text, "\tmap %s { type ipv4_addr : verdict; %s}\n", isolated.name, elements(isolated.verdicts))
	}
	fmt.Fprintf(&text, "\tset itself { type ipv4_addr . ipv4_addr; %s}\n", elements(s.pairs()))
	// To a pod, from a pod, and from a pod to its node, which a node's own packets to its pods never pass.
	text.WriteString("\tchain forward {\n\t\ttype filter hook forward priority -5; policy accept;\n" +
		"\t\tct state established,related accept\n\t\tip saddr . ip daddr @itself accept\n" +
		"\t\tip saddr vmap @egress\n\t\tip daddr vmap @ingress\n\t}\n" +
		"\tchain input {\n\t\ttype filter hook input priority -5; policy accept;\n" +
		"\t\tct state established,related accept\n\t\tip saddr vmap @egress\n\t}\n}\n")
	return text.String()
}

// isolation is one direction: a chain for every set of policies that selects a pod, and which pod is sent to which.
type isolation struct {
	name     string
	chains   []string
	verdicts []string
}

func (s state) isolate(direction networking.PolicyType) isolation {
	made := isolation{name: strings.ToLower(string(direction))}
	seen := map[string]bool{}
	for _, pod := range s.pods {
		policies := s.selecting(pod, direction)
		if len(policies) == 0 {
			continue
		}
		chain := made.name + "_" + keyOf(policies)
		made.verdicts = append(made.verdicts, fmt.Sprintf("%s : jump %s", pod.Status.PodIP, chain))
		if !seen[chain] {
			seen[chain] = true
			made.chains = append(made.chains, s.chain(chain, policies, direction))
		}
	}
	return made
}

func keyOf(policies []*networking.NetworkPolicy) string {
	sum := fnv.New64a()
	for _, policy := range policies {
		sum.Write([]byte(nameOf(policy) + "\n"))
	}
	return fmt.Sprintf("%x", sum.Sum64())
}

// chain lets through what one of the policies allows, and drops the rest.
func (s state) chain(name string, policies []*networking.NetworkPolicy, direction networking.PolicyType) string {
	var text strings.Builder
	fmt.Fprintf(&text, "\tchain %s {\n", name)
	for _, policy := range policies {
		for _, match := range s.allowed(policy, direction) {
			fmt.Fprintf(&text, "\t\t%sreturn comment %q\n", match, shortened(nameOf(policy)))
		}
	}
	text.WriteString("\t\tdrop\n\t}\n")
	return text.String()
}

// shortened to what nft keeps of a comment.
func shortened(comment string) string { return comment[:min(len(comment), 120)] }

func (s state) allowed(policy *networking.NetworkPolicy, direction networking.PolicyType) (matches []string) {
	add := func(side string, peers []networking.NetworkPolicyPeer, ports []networking.NetworkPolicyPort) {
		for _, peer := range s.peers(side, peers, policy.Namespace) {
			for _, port := range s.ports(ports) {
				matches = append(matches, peer+port)
			}
		}
	}
	if direction == networking.PolicyTypeIngress {
		for _, rule := range policy.Spec.Ingress {
			add("saddr", rule.From, rule.Ports)
		}
		return matches
	}
	for _, rule := range policy.Spec.Egress {
		add("daddr", rule.To, rule.Ports)
	}
	return matches
}

// peers returns one match for each peer that has an address; no peers at all mean everybody.
func (s state) peers(side string, peers []networking.NetworkPolicyPeer, namespace string) (found []string) {
	if len(peers) == 0 {
		return []string{""}
	}
	for _, peer := range peers {
		if peer.IPBlock != nil {
			found = append(found, block(side, *peer.IPBlock)...)
		} else if addresses := addressesOf(s.chosen(peer, namespace)); len(addresses) > 0 {
			found = append(found, fmt.Sprintf("ip %s { %s } ", side, strings.Join(addresses, ", ")))
		}
	}
	return found
}

// block is empty for IPv6, of which there is nothing to be let through.
func block(side string, wanted networking.IPBlock) []string {
	if !isIPv4(wanted.CIDR) {
		return nil
	}
	match := fmt.Sprintf("ip %s %s ", side, wanted.CIDR)
	for _, except := range wanted.Except {
		match += fmt.Sprintf("ip %s != %s ", side, except)
	}
	return []string{match}
}

func isIPv4(cidr string) bool {
	prefix, err := netip.ParsePrefix(cidr)
	return err == nil && prefix.Addr().Is4()
}

// ports returns one match for each port; no ports at all mean every one of every protocol.
func (s state) ports(ports []networking.NetworkPolicyPort) (found []string) {
	if len(ports) == 0 {
		return []string{""}
	}
	for _, port := range ports {
		protocol := core.ProtocolTCP
		if port.Protocol != nil {
			protocol = *port.Protocol
		}
		match := fmt.Sprintf("meta l4proto %s ", strings.ToLower(string(protocol)))
		switch {
		case port.Port == nil:
			found = append(found, match)
		case port.Port.Type == intstr.String:
			if named := s.named(protocol, port.Port.StrVal); len(named) > 0 {
				found = append(found, fmt.Sprintf("%sip daddr . th dport { %s } ", match, strings.Join(named, ", ")))
			}
		case port.EndPort != nil:
			found = append(found, fmt.Sprintf("%sth dport %d-%d ", match, port.Port.IntVal, *port.EndPort))
		default:
			found = append(found, fmt.Sprintf("%sth dport %d ", match, port.Port.IntVal))
		}
	}
	return found
}

// named returns where a port of this name is: its number is each destination's own.
func (s state) named(protocol core.Protocol, name string) (found []string) {
	for _, pod := range s.pods {
		for _, container := range pod.Spec.Containers {
			for _, port := range container.Ports {
				if port.Name == name && (port.Protocol == protocol || port.Protocol == "" && protocol == core.ProtocolTCP) {
					found = append(found, fmt.Sprintf("%s . %d", pod.Status.PodIP, port.ContainerPort))
				}
			}
		}
	}
	return found
}

// pairs are the ways from a pod to itself, which no policy closes.
func (s state) pairs() (found []string) {
	for _, address := range addressesOf(s.pods) {
		found = append(found, address+" . "+address)
	}
	return found
}

func addressesOf(pods []*core.Pod) (found []string) {
	for _, pod := range pods {
		found = append(found, pod.Status.PodIP)
	}
	return found
}

func elements(of []string) string {
	if len(of) == 0 {
		return ""
	}
	return fmt.Sprintf("elements = { %s } ", strings.Join(of, ", "))
}
