package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"

	"taskflow/offline/addons/cluster"
)

// watcher makes the table anew whenever an Ingress or a Service changes, and tells each Ingress its address.
type watcher struct {
	client   kubernetes.Interface
	informer informers.SharedInformerFactory
	class    string
	nodeIP   string
	routes   *current
}

func newWatcher(client kubernetes.Interface, class, nodeIP string, routes *current) *watcher {
	return &watcher{client, informers.NewSharedInformerFactory(client, 0), class, nodeIP, routes}
}

// start returns with the first table in force.
func (w *watcher) start(ctx context.Context) error {
	ingresses, services := w.informer.Networking().V1().Ingresses(), w.informer.Core().V1().Services()
	return cluster.Follow(ctx, w.informer, w.update, ingresses.Informer(), services.Informer())
}

func (w *watcher) update(ctx context.Context) error {
	all, err := w.informer.Networking().V1().Ingresses().Lister().List(labels.Everything())
	if err != nil {
		return err
	}
	var ours []*networking.Ingress
	for _, ingress := range all {
		if w.serves(ingress) {
			ours = append(ours, ingress)
		}
	}
	routes := tableOf(ours, w.resolve)
	w.routes.Store(&routes)
	for _, ingress := range ours {
		if err := w.announce(ctx, ingress); err != nil {
			return err
		}
	}
	return nil
}

const oldClass = "kubernetes.io/ingress.class"

func (w *watcher) serves(ingress *networking.Ingress) bool {
	class := ingress.Annotations[oldClass]
	if ingress.Spec.IngressClassName != nil {
		class = *ingress.Spec.IngressClassName
	}
	return class == "" || class == w.class
}

func (w *watcher) resolve(namespace string, wanted networking.IngressBackend) backend {
	if wanted.Service == nil {
		return backend{missing: "only services can be backends here"}
	}
	name := namespace + "/" + wanted.Service.Name
	service, err := w.informer.Core().V1().Services().Lister().Services(namespace).Get(wanted.Service.Name)
	if err != nil {
		return backend{missing: fmt.Sprintf("there is no service %s", name)}
	}
	if service.Spec.ClusterIP == "" || service.Spec.ClusterIP == core.ClusterIPNone {
		return backend{missing: fmt.Sprintf("service %s has no address of its own", name)}
	}
	for _, port := range service.Spec.Ports {
		if port.Port == wanted.Service.Port.Number || port.Name != "" && port.Name == wanted.Service.Port.Name {
			return backend{address: fmt.Sprintf("%s:%d", bracketed(service.Spec.ClusterIP), port.Port)}
		}
	}
	return backend{missing: fmt.Sprintf("service %s has no port %s", name, portName(wanted.Service.Port))}
}

func bracketed(ip string) string {
	if strings.Contains(ip, ":") {
		return "[" + ip + "]"
	}
	return ip
}

func portName(port networking.ServiceBackendPort) string {
	if port.Name != "" {
		return port.Name
	}
	return fmt.Sprint(port.Number)
}

// announce writes the node's address into the Ingress, once, and warns of what will not be done.
func (w *watcher) announce(ctx context.Context, ingress *networking.Ingress) error {
	state := ingress.Status.LoadBalancer.Ingress
	if w.nodeIP == "" || len(state) == 1 && state[0].IP == w.nodeIP {
		return nil
	}
	if target, found := ingress.Annotations["nginx.ingress.kubernetes.io/rewrite-target"]; found {
		slog.Warn("paths are not rewritten here", "ingress", ingress.Namespace+"/"+ingress.Name, "rewrite-target", target)
	}
	updated := ingress.DeepCopy()
	updated.Status.LoadBalancer.Ingress = []networking.IngressLoadBalancerIngress{{IP: w.nodeIP}}
	_, err := w.client.NetworkingV1().Ingresses(ingress.Namespace).UpdateStatus(ctx, updated, meta.UpdateOptions{})
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) {
		return nil // it has changed since, and comes again
	}
	return err
}
