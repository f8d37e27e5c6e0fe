// Network-policies enforces NetworkPolicies on the node it runs on, by rules of nftables in a table of its own. What it
// cannot bring into force it tries again, and the rules before stay; they stay also when it ends, so that its restart
// opens nothing. It knows IPv4 alone, as the kit's pod network does.
package main

import (
	"context"
	"log/slog"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"

	"taskflow/offline/addons/cluster"
)

func main() { cluster.Main("network-policies", run) }

func run(ctx context.Context, client kubernetes.Interface) error {
	if err := filterBridges(bridgeSwitch); err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	policies, pods, namespaces := factory.Networking().V1().NetworkPolicies(), factory.Core().V1().Pods(), factory.Core().V1().Namespaces()
	enforced := ""
	update := func(ctx context.Context) error {
		state, err := stateOf(factory)
		if err != nil {
			return err
		}
		rules := rulesFor(state)
		if rules == enforced {
			return nil
		}
		if err := enforce(ctx, rules); err != nil {
			return err
		}
		enforced = rules
		slog.Info("in force", "policies", len(state.policies), "pods", len(state.pods))
		return nil
	}
	if err := cluster.Follow(ctx, factory, update, policies.Informer(), pods.Informer(), namespaces.Informer()); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func stateOf(factory informers.SharedInformerFactory) (state, error) {
	policies, err := factory.Networking().V1().NetworkPolicies().Lister().List(labels.Everything())
	if err != nil {
		return state{}, err
	}
	pods, err := factory.Core().V1().Pods().Lister().List(labels.Everything())
	if err != nil {
		return state{}, err
	}
	namespaces, err := factory.Core().V1().Namespaces().Lister().List(labels.Everything())
	if err != nil {
		return state{}, err
	}
	return newState(policies, pods, namespaces), nil
}
