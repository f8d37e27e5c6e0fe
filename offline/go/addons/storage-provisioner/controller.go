package main

import (
	"context"
	"log/slog"
	"time"

	core "k8s.io/api/core/v1"
	storage "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	typedcore "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/workqueue"

	"taskflow/offline/addons/cluster"
)

// controller sees every change of claims, volumes and classes, and works through them one at a time.
type controller struct {
	site
	client   kubernetes.Interface
	informer informers.SharedInformerFactory
	events   record.EventRecorder
	queue    workqueue.TypedRateLimitingInterface[key]
}

type key struct{ kind, namespace, name string }

func newController(client kubernetes.Interface, s site) *controller {
	broadcaster := record.NewBroadcaster()
	broadcaster.StartRecordingToSink(&typedcore.EventSinkImpl{Interface: client.CoreV1().Events("")})
	limiter := workqueue.NewTypedItemExponentialFailureRateLimiter[key](200*time.Millisecond, time.Minute)
	return &controller{
		site:     s,
		client:   client,
		informer: informers.NewSharedInformerFactory(client, 0),
		events:   broadcaster.NewRecorder(scheme.Scheme, core.EventSource{Component: s.provisioner, Host: s.node}),
		queue:    workqueue.NewTypedRateLimitingQueue(limiter),
	}
}

func (c *controller) run(ctx context.Context) error {
	claims, volumes := c.informer.Core().V1().PersistentVolumeClaims(), c.informer.Core().V1().PersistentVolumes()
	classes := c.informer.Storage().V1().StorageClasses()
	if err := cluster.Start(ctx, c.informer, c.handler(), claims.Informer(), volumes.Informer(), classes.Informer()); err != nil {
		return err
	}
	go func() {
		<-ctx.Done()
		c.queue.ShutDown()
	}()
	for c.next(ctx) {
	}
	return nil
}

func (c *controller) handler() cache.ResourceEventHandler {
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    c.enqueue,
		UpdateFunc: func(_, now any) { c.enqueue(now) },
	}
}

func (c *controller) enqueue(object any) {
	switch it := object.(type) {
	case *core.PersistentVolumeClaim:
		c.queue.Add(key{"claim", it.Namespace, it.Name})
	case *core.PersistentVolume:
		c.queue.Add(key{kind: "volume", name: it.Name})
	}
}

func (c *controller) next(ctx context.Context) bool {
	item, ended := c.queue.Get()
	if ended {
		return false
	}
	defer c.queue.Done(item)
	work := c.syncVolume
	if item.kind == "claim" {
		work = c.syncClaim
	}
	if err := work(ctx, item); err != nil {
		slog.Error("to be tried again", item.kind, item.name, "namespace", item.namespace, "cause", err)
		c.queue.AddRateLimited(item)
		return true
	}
	c.queue.Forget(item)
	return true
}

func (c *controller) syncClaim(ctx context.Context, item key) error {
	claim, err := c.informer.Core().V1().PersistentVolumeClaims().Lister().PersistentVolumeClaims(item.namespace).Get(item.name)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	class, err := c.classOf(claim)
	if err != nil {
		return err
	}
	decided := c.judgeClaim(claim, class)
	if decided.refusal != "" {
		c.events.Event(claim, core.EventTypeWarning, "ProvisioningFailed", decided.refusal)
		return nil
	}
	if !decided.make {
		return nil
	}
	if err := c.provision(ctx, claim, class); err != nil {
		c.events.Event(claim, core.EventTypeWarning, "ProvisioningFailed", err.Error())
		return err
	}
	return nil
}

// classOf fails for a class that the cluster has and this process has not seen yet: the claim comes again.
func (c *controller) classOf(claim *core.PersistentVolumeClaim) (*storage.StorageClass, error) {
	if claim.Spec.StorageClassName == nil || provisioner(claim) != c.provisioner {
		return nil, nil
	}
	return c.informer.Storage().V1().StorageClasses().Lister().Get(*claim.Spec.StorageClassName)
}

func (c *controller) provision(ctx context.Context, claim *core.PersistentVolumeClaim, class *storage.StorageClass) error {
	volume := c.volumeFor(claim, class)
	if err := c.make(volume.Spec.Local.Path); err != nil {
		return err
	}
	_, err := c.client.CoreV1().PersistentVolumes().Create(ctx, volume, meta.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	// The directory stays: an answer that was lost may have come from a volume that was made.
	if err != nil {
		return err
	}
	slog.Info("made", "volume", volume.Name, "for", claim.Namespace+"/"+claim.Name, "at", volume.Spec.Local.Path)
	c.events.Eventf(claim, core.EventTypeNormal, "ProvisioningSucceeded", "made volume %s", volume.Name)
	return nil
}

func (c *controller) syncVolume(ctx context.Context, item key) error {
	volume, err := c.informer.Core().V1().PersistentVolumes().Lister().Get(item.name)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil || !c.mayRemove(volume) {
		return err
	}
	if err := c.remove(volume.Spec.Local.Path); err != nil {
		c.events.Event(volume, core.EventTypeWarning, "VolumeFailedDelete", err.Error())
		return err
	}
	err = c.client.CoreV1().PersistentVolumes().Delete(ctx, volume.Name, meta.DeleteOptions{})
	if err == nil {
		slog.Info("removed", "volume", volume.Name, "at", volume.Spec.Local.Path)
	}
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
