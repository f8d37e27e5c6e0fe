// Ingress is a small ingress controller: it routes plain HTTP by host and path to services, as the Ingress
// objects of its class say. It has no TLS and knows no annotations; an annotation that rewrites paths is
// reported, so that nobody looks for the cause elsewhere.
package main

import (
	"context"
	"flag"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"k8s.io/client-go/kubernetes"

	"taskflow/offline/addons/cluster"
)

func main() {
	class := flag.String("class", "nginx", "the ingress class that is served, and every Ingress without a class")
	listen := flag.String("listen", ":8080", "where requests arrive")
	flag.Parse()
	cluster.Main("ingress", func(ctx context.Context, client kubernetes.Interface) error {
		return run(ctx, client, *class, *listen)
	})
}

func run(ctx context.Context, client kubernetes.Interface, class, listen string) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	routes := &current{}
	watcher := newWatcher(client, class, os.Getenv("NODE_IP"), routes)
	if err := watcher.start(ctx); err != nil {
		return err
	}
	slog.Info("serving", "class", class, "at", listener.Addr().String())
	return serve(ctx, listener, newHandler(routes))
}

func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 30 * time.Second}
	go func() {
		<-ctx.Done()
		// Requests under way get their answer; the pod's grace period is longer.
		end, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		server.Shutdown(end)
	}()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}
