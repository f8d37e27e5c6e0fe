// Package cluster is what every program of this kit that runs in a cluster begins with.
package cluster

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

// Main gives work a client of the cluster that it runs in, until the process is told to end.
func Main(name string, work func(context.Context, kubernetes.Interface) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, work); err != nil {
		slog.Error(name+" ends", "cause", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, work func(context.Context, kubernetes.Interface) error) error {
	config, err := rest.InClusterConfig()
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	return work(ctx, client)
}

// Start returns when the first list of everything watched is there.
func Start(ctx context.Context, factory informers.SharedInformerFactory, handler cache.ResourceEventHandler, watched ...cache.SharedIndexInformer) error {
	for _, informer := range watched {
		if _, err := informer.AddEventHandler(handler); err != nil {
			return err
		}
	}
	factory.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return fmt.Errorf("no list of %v could be had", kind)
		}
	}
	return nil
}

// Follow calls update once before it returns, and then after every change, until ctx ends. An update that fails comes again.
func Follow(ctx context.Context, factory informers.SharedInformerFactory, update func(context.Context) error, watched ...cache.SharedIndexInformer) error {
	changed := make(chan struct{}, 1)
	poke := func() {
		select {
		case changed <- struct{}{}:
		default: // a change is waiting already, and will see this one too
		}
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) { poke() }, UpdateFunc: func(any, any) { poke() }, DeleteFunc: func(any) { poke() },
	}
	if err := Start(ctx, factory, handler, watched...); err != nil {
		return err
	}
	if err := update(ctx); err != nil {
		return err
	}
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-changed:
			}
			if err := update(ctx); err != nil {
				slog.Error("to be tried again", "cause", err)
				time.AfterFunc(time.Second, poke)
			}
		}
	}()
	return nil
}
