package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
)

// current is the table in force; it is replaced whole, so that a request sees one state.
type current struct{ atomic.Pointer[table] }

func (c *current) find(host, path string) (backend, bool) {
	routes := c.Load()
	if routes == nil {
		return backend{}, false
	}
	return routes.find(host, path)
}

const healthPath = "/-/healthy"

func newHandler(routes *current) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isProbe(r) {
			return
		}
		host := withoutPort(r.Host)
		found, known := routes.find(host, r.URL.Path)
		switch {
		case !known:
			http.Error(w, fmt.Sprintf("ingress: no rule for host %q and path %q", host, r.URL.Path), http.StatusNotFound)
		case found.address == "":
			http.Error(w, "ingress: "+found.missing, http.StatusServiceUnavailable)
		default:
			proxyTo(found.address).ServeHTTP(w, r)
		}
	})
}

// isProbe is the kubelet's question, which comes to the pod's address and not to a name.
func isProbe(r *http.Request) bool {
	return r.URL.Path == healthPath && net.ParseIP(withoutPort(r.Host)) != nil
}

func proxyTo(address string) *httputil.ReverseProxy {
	target := &url.URL{Scheme: "http", Host: address}
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			// The application sees the name that the client asked for.
			r.Out.Host = r.In.Host
			r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
			r.SetXForwarded()
		},
		// Answers that come in pieces, such as events, are passed on as they come.
		FlushInterval: -1,
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			slog.Warn("no answer", "host", r.Host, "path", r.URL.Path, "service", address, "cause", err)
			http.Error(w, "ingress: the service at "+address+" does not answer", http.StatusBadGateway)
		},
	}
}

func withoutPort(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	return hostport
}
