package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func pod(namespace, name, address string, change ...func(*core.Pod)) *core.Pod {
	it := &core.Pod{
		ObjectMeta: meta.ObjectMeta{Namespace: namespace, Name: name, Labels: map[string]string{"app": name}},
		Status:     core.PodStatus{Phase: core.PodRunning, PodIP: address},
	}
	for _, one := range change {
		one(it)
	}
	return it
}

var (
	web = pod("shop", "web", "10.244.0.2", func(it *core.Pod) {
		it.Spec.Containers = []core.Container{{Ports: []core.ContainerPort{{Name: "http", ContainerPort: 8080}}}}
	})
	client     = pod("shop", "client", "10.244.0.3")
	stranger   = pod("street", "client", "10.244.0.4")
	onNode     = pod("shop", "node", "192.168.0.2", func(it *core.Pod) { it.Spec.HostNetwork = true })
	ended      = pod("shop", "job", "10.244.0.3", func(it *core.Pod) { it.Status.Phase = core.PodSucceeded })
	namespaces = []*core.Namespace{
		{ObjectMeta: meta.ObjectMeta{Name: "shop", Labels: map[string]string{"open": "no"}}},
		{ObjectMeta: meta.ObjectMeta{Name: "street", Labels: map[string]string{"open": "yes"}}},
	}
)

func labelled(key, value string) *meta.LabelSelector {
	return &meta.LabelSelector{MatchLabels: map[string]string{key: value}}
}

func policy(spec networking.NetworkPolicySpec) *networking.NetworkPolicy {
	return &networking.NetworkPolicy{ObjectMeta: meta.ObjectMeta{Namespace: "shop", Name: "rule"}, Spec: spec}
}

func toWeb(rules ...networking.NetworkPolicyIngressRule) *networking.NetworkPolicy {
	return policy(networking.NetworkPolicySpec{PodSelector: *labelled("app", "web"), Ingress: rules})
}

func from(peers ...networking.NetworkPolicyPeer) networking.NetworkPolicyIngressRule {
	return networking.NetworkPolicyIngressRule{From: peers}
}

func at(ports ...networking.NetworkPolicyPort) networking.NetworkPolicyIngressRule {
	return networking.NetworkPolicyIngressRule{Ports: ports}
}

func port(of intstr.IntOrString, change ...func(*networking.NetworkPolicyPort)) networking.NetworkPolicyPort {
	it := networking.NetworkPolicyPort{Port: &of}
	for _, one := range change {
		one(&it)
	}
	return it
}

func rules(policies ...*networking.NetworkPolicy) string {
	return rulesFor(newState(policies, []*core.Pod{stranger, ended, web, onNode, client}, namespaces))
}

// chainFor returns the lines of the chain that a pod's packets are sent to.
func chainFor(t *testing.T, text, direction, address string) []string {
	t.Helper()
	_, verdicts, _ := strings.Cut(text, "map "+direction)
	_, verdict, found := strings.Cut(strings.SplitN(verdicts, "\n", 2)[0], address+" : jump ")
	if !found {
		return nil
	}
	chain := strings.FieldsFunc(verdict, func(r rune) bool { return r == ' ' || r == ',' })[0]
	_, body, _ := strings.Cut(text, "\tchain "+chain+" {\n")
	body, _, _ = strings.Cut(body, "\t}\n")
	return strings.Split(strings.TrimSpace(body), "\n\t\t")
}

func TestWhatIsLetThrough(t *testing.T) {
	udp, last := core.ProtocolUDP, int32(90)
	for name, it := range map[string]struct {
		rules []networking.NetworkPolicyIngressRule
		want  []string
	}{
		"nothing":                        {nil, nil},
		"everything":                     {[]networking.NetworkPolicyIngressRule{{}}, []string{""}},
		"pods of the same namespace":     {[]networking.NetworkPolicyIngressRule{from(networking.NetworkPolicyPeer{PodSelector: labelled("app", "client")})}, []string{"ip saddr { 10.244.0.3 } "}},
		"a namespace":                    {[]networking.NetworkPolicyIngressRule{from(networking.NetworkPolicyPeer{NamespaceSelector: labelled("open", "yes")})}, []string{"ip saddr { 10.244.0.4 } "}},
		"pods of a namespace":            {[]networking.NetworkPolicyIngressRule{from(networking.NetworkPolicyPeer{NamespaceSelector: &meta.LabelSelector{}, PodSelector: labelled("app", "client")})}, []string{"ip saddr { 10.244.0.3, 10.244.0.4 } "}},
		"a peer that nobody is":          {[]networking.NetworkPolicyIngressRule{from(networking.NetworkPolicyPeer{PodSelector: labelled("app", "nobody")})}, nil},
		"a pod on the node's network":    {[]networking.NetworkPolicyIngressRule{from(networking.NetworkPolicyPeer{PodSelector: labelled("app", "node")})}, nil},
		"a block with a hole":            {[]networking.NetworkPolicyIngressRule{from(networking.NetworkPolicyPeer{IPBlock: &networking.IPBlock{CIDR: "10.0.0.0/8", Except: []string{"10.1.0.0/16"}}})}, []string{"ip saddr 10.0.0.0/8 ip saddr != 10.1.0.0/16 "}},
		"a block of IPv6":                {[]networking.NetworkPolicyIngressRule{from(networking.NetworkPolicyPeer{IPBlock: &networking.IPBlock{CIDR: "fd00::/8"}})}, nil},
		"a port":                         {[]networking.NetworkPolicyIngressRule{at(port(intstr.FromInt32(80)))}, []string{"meta l4proto tcp th dport 80 "}},
		"a range of ports":               {[]networking.NetworkPolicyIngressRule{at(port(intstr.FromInt32(80), func(p *networking.NetworkPolicyPort) { p.EndPort, p.Protocol = &last, &udp }))}, []string{"meta l4proto udp th dport 80-90 "}},
		"a protocol":                     {[]networking.NetworkPolicyIngressRule{at(networking.NetworkPolicyPort{Protocol: &udp})}, []string{"meta l4proto udp "}},
		"a port by its name":             {[]networking.NetworkPolicyIngressRule{at(port(intstr.FromString("http")))}, []string{"meta l4proto tcp ip daddr . th dport { 10.244.0.2 . 8080 } "}},
		"a name that no port has":        {[]networking.NetworkPolicyIngressRule{at(port(intstr.FromString("none")))}, nil},
		"two rules, of which one or the": {[]networking.NetworkPolicyIngressRule{at(port(intstr.FromInt32(80))), at(port(intstr.FromInt32(81)))}, []string{"meta l4proto tcp th dport 80 ", "meta l4proto tcp th dport 81 "}},
	} {
		t.Run(name, func(t *testing.T) {
			want := ""
			for _, match := range it.want {
				want += match + "return comment \"shop/rule\"\n"
			}
			if got := strings.Join(chainFor(t, rules(toWeb(it.rules...)), "ingress", "10.244.0.2"), "\n"); got != want+"drop" {
				t.Errorf("got\n%s\nwant\n%sdrop", got, want)
			}
		})
	}
}

func TestOnlySelectedPodsAreIsolated(t *testing.T) {
	text := rules(toWeb())
	for _, free := range []string{"10.244.0.3", "10.244.0.4", "192.168.0.2"} {
		if chainFor(t, text, "ingress", free) != nil {
			t.Errorf("%s is isolated", free)
		}
	}
	if chainFor(t, text, "egress", "10.244.0.2") != nil {
		t.Error("a policy for what comes in isolates what goes out")
	}
	if strings.Contains(rules(), "jump") {
		t.Error("without a policy a pod is isolated")
	}
}

func TestEgress(t *testing.T) {
	text := rules(policy(networking.NetworkPolicySpec{
		PodSelector: *labelled("app", "client"),
		PolicyTypes: []networking.PolicyType{networking.PolicyTypeEgress},
		Egress: []networking.NetworkPolicyEgressRule{{
			To:    []networking.NetworkPolicyPeer{{PodSelector: labelled("app", "web")}},
			Ports: []networking.NetworkPolicyPort{port(intstr.FromString("http"))},
		}},
	}))
	got := strings.Join(chainFor(t, text, "egress", "10.244.0.3"), "\n")
	want := "ip daddr { 10.244.0.2 } meta l4proto tcp ip daddr . th dport { 10.244.0.2 . 8080 } return comment \"shop/rule\"\ndrop"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if chainFor(t, text, "ingress", "10.244.0.3") != nil {
		t.Error("what comes in is isolated too")
	}
}

// The order in which a cluster is seen must not make the same rules look new.
func TestOrderDoesNotMatter(t *testing.T) {
	a, b := policy(networking.NetworkPolicySpec{}), policy(networking.NetworkPolicySpec{})
	b.Name = "other"
	if rules(a, b) != rules(b, a) {
		t.Error("the rules differ")
	}
	if one, other := newState(nil, []*core.Pod{web, client}, namespaces), newState(nil, []*core.Pod{client, web}, namespaces); rulesFor(one) != rulesFor(other) {
		t.Error("the rules differ by the order of the pods")
	}
}

func TestAnAddressIsItsYoungestPods(t *testing.T) {
	heir := pod("shop", "heir", web.Status.PodIP, func(it *core.Pod) { it.CreationTimestamp = meta.Now() })
	text := rulesFor(newState([]*networking.NetworkPolicy{toWeb()}, []*core.Pod{heir, web}, namespaces))
	if chainFor(t, text, "ingress", web.Status.PodIP) != nil {
		t.Error("the heir is isolated as its predecessor was")
	}
}

func TestBridgesAreFiltered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "switch")
	if filterBridges(path) == nil {
		t.Error("a kernel without the switch was taken for one that filters")
	}
	if err := os.WriteFile(path, []byte("0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := filterBridges(path); err != nil {
		t.Fatal(err)
	}
	if value, _ := os.ReadFile(path); string(value) != "1" {
		t.Errorf("the switch is %q", value)
	}
}
