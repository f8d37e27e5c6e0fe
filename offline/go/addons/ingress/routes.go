package main

import (
	"cmp"
	"slices"
	"strings"

	networking "k8s.io/api/networking/v1"
)

// route leads requests for a host and path to a service's address; an empty address says why it cannot.
type route struct {
	host    string
	path    string
	exact   bool
	backend backend
}

type backend struct {
	// address is host:port of the service.
	address string
	// missing says what stands in the way, where there is no address.
	missing string
}

// resolve finds the address of an Ingress's backend.
type resolve func(namespace string, wanted networking.IngressBackend) backend

// table is every route, the most particular first: the first that matches is the one.
type table []route

func tableOf(ingresses []*networking.Ingress, find resolve) table {
	var routes table
	for _, ingress := range ingresses {
		for _, rule := range ingress.Spec.Rules {
			routes = append(routes, routesOf(ingress.Namespace, rule, find)...)
		}
		if ingress.Spec.DefaultBackend != nil {
			routes = append(routes, route{path: "/", backend: find(ingress.Namespace, *ingress.Spec.DefaultBackend)})
		}
	}
	slices.SortStableFunc(routes, particular)
	return routes
}

func routesOf(namespace string, rule networking.IngressRule, find resolve) []route {
	if rule.HTTP == nil {
		return nil
	}
	var routes []route
	for _, path := range rule.HTTP.Paths {
		exact := path.PathType != nil && *path.PathType == networking.PathTypeExact
		routes = append(routes, route{
			host: strings.ToLower(rule.Host), path: cmp.Or(path.Path, "/"), exact: exact, backend: find(namespace, path.Backend),
		})
	}
	return routes
}

// particular orders named hosts before wildcards before any host, exact paths before prefixes, long before short.
func particular(a, b route) int {
	return cmp.Or(
		cmp.Compare(rank(a.host), rank(b.host)),
		-cmp.Compare(len(a.host), len(b.host)),
		-compareBool(a.exact, b.exact),
		-cmp.Compare(len(a.path), len(b.path)),
	)
}

func rank(host string) int {
	switch {
	case host == "":
		return 2
	case strings.HasPrefix(host, "*."):
		return 1
	default:
		return 0
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

func (t table) find(host, path string) (backend, bool) {
	host = strings.ToLower(host)
	for _, r := range t {
		if r.matchesHost(host) && r.matchesPath(path) {
			return r.backend, true
		}
	}
	return backend{}, false
}

// matchesHost lets a wildcard stand for exactly one label, as Kubernetes defines it.
func (r route) matchesHost(host string) bool {
	if suffix, wild := strings.CutPrefix(r.host, "*"); wild {
		label, found := strings.CutSuffix(host, suffix)
		return found && label != "" && !strings.Contains(label, ".")
	}
	return r.host == "" || r.host == host
}

// matchesPath compares whole elements: /api is a prefix of /api and /api/x, not of /apis.
func (r route) matchesPath(path string) bool {
	if r.exact {
		return path == r.path
	}
	prefix := strings.TrimSuffix(r.path, "/")
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}
