package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/fake"
)

func rule(host string, paths ...networking.HTTPIngressPath) networking.IngressRule {
	http := &networking.HTTPIngressRuleValue{Paths: paths}
	return networking.IngressRule{Host: host, IngressRuleValue: networking.IngressRuleValue{HTTP: http}}
}

func to(kind networking.PathType, path, service string, port networking.ServiceBackendPort) networking.HTTPIngressPath {
	backend := networking.IngressBackend{Service: &networking.IngressServiceBackend{Name: service, Port: port}}
	return networking.HTTPIngressPath{Path: path, PathType: &kind, Backend: backend}
}

func prefix(path, service string) networking.HTTPIngressPath {
	return to(networking.PathTypePrefix, path, service, networking.ServiceBackendPort{Number: 80})
}

func ingress(name string, rules ...networking.IngressRule) *networking.Ingress {
	return &networking.Ingress{ObjectMeta: meta.ObjectMeta{Namespace: "shop", Name: name}, Spec: networking.IngressSpec{Rules: rules}}
}

func TestTheMostParticularRouteWins(t *testing.T) {
	named := func(_ string, b networking.IngressBackend) backend { return backend{address: b.Service.Name} }
	routes := tableOf([]*networking.Ingress{
		ingress("a", rule("", prefix("/", "anybody")), rule("*.local", prefix("/", "wild"))),
		ingress("b", rule("Todo.local",
			prefix("/", "web"), prefix("/api", "api"), prefix("/api/v2/", "api2"),
			to(networking.PathTypeExact, "/api/health", "health", networking.ServiceBackendPort{}))),
	}, named)
	cases := map[[2]string]string{
		{"todo.local", "/"}:             "web",
		{"TODO.local", "/x"}:            "web",
		{"todo.local", "/api"}:          "api",
		{"todo.local", "/api/x"}:        "api",
		{"todo.local", "/apis"}:         "web",
		{"todo.local", "/api/v2"}:       "api2",
		{"todo.local", "/api/v2/x"}:     "api2",
		{"todo.local", "/api/health"}:   "health",
		{"todo.local", "/api/health/x"}: "api",
		{"other.local", "/api"}:         "wild",
		{"a.other.local", "/"}:          "anybody",
		{"local", "/"}:                  "anybody",
	}
	for asked, want := range cases {
		if got, _ := routes.find(asked[0], asked[1]); got.address != want {
			t.Errorf("%v: %q, want %q", asked, got.address, want)
		}
	}
	if _, found := tableOf(nil, named).find("todo.local", "/"); found {
		t.Error("an empty table answers")
	}
}

// shop is a cluster in memory with a service that leads to a server of the test's own.
func shop(t *testing.T, handler http.HandlerFunc) (kubernetes.Interface, *core.Service) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	host, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	service := &core.Service{
		ObjectMeta: meta.ObjectMeta{Namespace: "shop", Name: "web"},
		Spec:       core.ServiceSpec{ClusterIP: host, Ports: []core.ServicePort{{Name: "http", Port: int32(number)}}},
	}
	return fake.NewClientset(service), service
}

func begin(t *testing.T, client kubernetes.Interface) *httptest.Server {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	routes := &current{}
	if err := newWatcher(client, "nginx", "192.0.2.7", routes).start(ctx); err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(newHandler(routes))
	t.Cleanup(func() { front.Close(); stop() })
	return front
}

func get(t *testing.T, front *httptest.Server, host, path string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, front.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("never came true: %s", what)
}

func byName(name string) networking.ServiceBackendPort {
	return networking.ServiceBackendPort{Name: name}
}

func TestRequestsReachTheServiceOnceTheIngressIsThere(t *testing.T) {
	client, _ := shop(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Host+" "+r.URL.RequestURI()+" "+r.Header.Get("X-Forwarded-Host")+" "+r.Header.Get("X-Forwarded-Proto"))
	})
	front := begin(t, client)
	if code, body := get(t, front, "todo.local", "/"); code != 404 || !strings.Contains(body, `no rule for host "todo.local"`) {
		t.Errorf("before: %d %s", code, body)
	}
	web := ingress("web", rule("todo.local", to(networking.PathTypePrefix, "/", "web", byName("http"))))
	if _, err := client.NetworkingV1().Ingresses("shop").Create(t.Context(), web, meta.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the request is answered by the service", func() bool {
		code, body := get(t, front, "todo.local", "/a%2Fb?c=1")
		return code == 200 && body == "todo.local /a%2Fb?c=1 todo.local http"
	})
	eventually(t, "the Ingress knows its address", func() bool {
		now, err := client.NetworkingV1().Ingresses("shop").Get(t.Context(), "web", meta.GetOptions{})
		return err == nil && len(now.Status.LoadBalancer.Ingress) == 1 && now.Status.LoadBalancer.Ingress[0].IP == "192.0.2.7"
	})
	if code, _ := get(t, front, "192.0.2.7", healthPath); code != 200 {
		t.Errorf("probe: %d", code)
	}
}

func TestWhatStandsInTheWayIsSaid(t *testing.T) {
	client, service := shop(t, func(http.ResponseWriter, *http.Request) {})
	other := "traefik"
	foreign := ingress("foreign", rule("foreign.local", prefix("/", "web")))
	foreign.Spec.IngressClassName = &other
	for _, one := range []*networking.Ingress{
		foreign,
		ingress("typo", rule("typo.local", prefix("/", "wbe"))),
		ingress("port", rule("port.local", to(networking.PathTypePrefix, "/", "web", byName("metrics")))),
		ingress("dead", rule("dead.local", to(networking.PathTypePrefix, "/", "dead", byName("http")))),
	} {
		if _, err := client.NetworkingV1().Ingresses("shop").Create(t.Context(), one, meta.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	dead := service.DeepCopy()
	dead.Name, dead.Spec.Ports[0].Port = "dead", 1
	if _, err := client.CoreV1().Services("shop").Create(t.Context(), dead, meta.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	front := begin(t, client)
	for host, want := range map[string]string{
		"foreign.local": "404 ingress: no rule",
		"typo.local":    "503 ingress: there is no service shop/wbe",
		"port.local":    "503 ingress: service shop/web has no port metrics",
		"dead.local":    "502 ingress: the service at 127.0.0.1:1 does not answer",
	} {
		code, body := get(t, front, host, "/")
		if got := strconv.Itoa(code) + " " + body; !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", host, got)
		}
	}
}
