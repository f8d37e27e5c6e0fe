package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func node() *fake {
	system := map[string]string{"io.kubernetes.pod.namespace": "kube-system", "io.kubernetes.pod.name": "etcd-node"}
	running, exited := cri.ContainerState_CONTAINER_RUNNING, cri.ContainerState_CONTAINER_EXITED
	made := time.Now().Add(-time.Minute).UnixNano()
	return &fake{
		images: []*cri.Image{
			{Id: "sha256:aaaabbbbccccdddd", RepoTags: []string{"localhost:5000/etcd:3.6.5-0"}, Size: 62_500_000},
			{Id: "sha256:eeee", Size: 1},
		},
		containers: []*cri.Container{
			{Id: "1111222233334444", Metadata: &cri.ContainerMetadata{Name: "etcd", Attempt: 2}, Image: &cri.ImageSpec{Image: "sha256:aaaa"}, State: running, Labels: system, CreatedAt: made},
			{Id: "5555", Metadata: &cri.ContainerMetadata{Name: "web"}, State: exited, CreatedAt: made + 1},
		},
		pods: []*cri.PodSandbox{
			{Id: "p1", Metadata: &cri.PodSandboxMetadata{Name: "etcd-node", Namespace: "kube-system"}},
			{Id: "p2", Metadata: &cri.PodSandboxMetadata{Name: "web", Namespace: "shop"}, State: cri.PodSandboxState_SANDBOX_NOTREADY},
		},
	}
}

// Command lines that Minikube, kind and people use, and what must stand in the answer.
var answers = []struct {
	line string
	want string
}{
	{"version", "RuntimeName:  fake\nRuntimeVersion:  v9"},
	{"info", `"ConfDir": "/etc/cni"`},
	{"info", `"note": "plain words"`},
	{"images --quiet", "sha256:aaaabbbbccccdddd\nsha256:eeee\n"},
	{"images", "localhost:5000/etcd   3.6.5-0   aaaabbbbccccd   62.5MB"},
	{"images", "<none>                <none>"},
	{"images -q localhost:5000/etcd:3.6.5-0", "sha256:aaaabbbbccccdddd\n"},
	{"inspecti localhost:5000/etcd:3.6.5-0", `"id": "sha256:aaaabbbbccccdddd"`},
	{"rmi localhost:5000/etcd:3.6.5-0", "Deleted: localhost:5000/etcd:3.6.5-0"},
	{"pull somewhere:1", "up to date for sha256:pulled"},
	{"ps --quiet", "1111222233334444\n"},
	{"ps -a --quiet", "5555\n1111222233334444\n"},
	{"ps -aq --name=^web$", "5555\n"},
	{"ps -a --quiet --label io.kubernetes.pod.namespace=kube-system", "1111222233334444\n"},
	{"ps -a --quiet --state Exited", "5555\n"},
	{"ps", "1m0s ago   Running   etcd   2"},
	{"--timeout=10s ps -q", "1111222233334444\n"},
	{"pods -q --namespace shop", "p2\n"},
	{"pods --state ready -q", "p1\n"},
	{"pods", "NotReady   web         shop"},
	{"inspect 5555", `"state": "CONTAINER_EXITED"`},
	{"stop --timeout=0 5555", "5555\n"},
}

func TestAnswers(t *testing.T) {
	for _, c := range answers {
		t.Run(c.line, func(t *testing.T) {
			out, err := ask(t, node(), spread(c.line)...)
			if err != nil {
				t.Fatal(err)
			}
			exact := strings.Contains(c.line, "q") && strings.HasSuffix(c.want, "\n")
			if exact && out != c.want || !strings.Contains(out, c.want) {
				t.Errorf("got:\n%swant:\n%s", out, c.want)
			}
		})
	}
}

// Callers rely on the exit code, and people on the sentence.
var refusals = []struct {
	line string
	want string
}{
	{"inspecti missing:1", `no such image "missing:1" present`},
	{"rmi missing:1", "no such image missing:1"},
	{"pull nowhere:1", "no registry answers"},
	{"inspect 9999", `container "9999" not found`},
	{"ps --state sleeping", `unknown state "sleeping"`},
	{"ps --name (", "missing closing )"},
	{"ps --label novalue", "KEY=VALUE"},
	{"exec 5555 sh", `unknown command "exec"; there are image, images`},
	{"stop", "at least one name or id"},
	{"", "no command given"},
}

func TestRefusals(t *testing.T) {
	for _, c := range refusals {
		t.Run(c.line, func(t *testing.T) {
			_, err := ask(t, node(), spread(c.line)...)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func spread(line string) []string {
	return slices.DeleteFunc(strings.Split(line, " "), func(word string) bool { return word == "" })
}

func TestImagesAsJSON(t *testing.T) {
	out, err := ask(t, node(), "images", "--output", "json")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Images []struct {
			ID       string   `json:"id"`
			RepoTags []string `json:"repoTags"`
			Size     string   `json:"size"`
		} `json:"images"`
	}
	if err := json.Unmarshal([]byte(out), &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Images) != 2 || document.Images[0].RepoTags[0] != "localhost:5000/etcd:3.6.5-0" || document.Images[0].Size != "62500000" {
		t.Errorf("unexpected document: %+v", document)
	}
}

func TestForcedRemovalStopsFirst(t *testing.T) {
	runtime := node()
	if _, err := ask(t, runtime, "rm", "-f", "5555"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(runtime.calls, ", "); got != "stop 5555, remove 5555" {
		t.Errorf("calls: %s", got)
	}
}

func TestEveryNameIsTried(t *testing.T) {
	runtime := node()
	_, err := ask(t, runtime, "rmi", "missing:1", "localhost:5000/etcd:3.6.5-0")
	if err == nil || runtime.find("localhost:5000/etcd:3.6.5-0") != nil {
		t.Errorf("error %v, images left %v", err, runtime.images)
	}
}

func TestLogs(t *testing.T) {
	runtime := node()
	runtime.logPath = filepath.Join(t.TempDir(), "0.log")
	if err := os.WriteFile(runtime.logPath, []byte("one\ntwo\nthree\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{"logs 5555": "one\ntwo\nthree\n", "logs --tail 1 5555": "three\n", "logs --tail=2 5555": "two\nthree\n"} {
		out, err := ask(t, runtime, spread(line)...)
		if err != nil || out != want {
			t.Errorf("%s: %q, %v", line, out, err)
		}
	}
}

func TestEndpointFromConfiguration(t *testing.T) {
	file := filepath.Join(t.TempDir(), "crictl.yaml")
	if got := configuredEndpoint(file); got != defaultEndpoint {
		t.Errorf("without a file: %s", got)
	}
	if err := os.WriteFile(file, []byte("timeout: 10\nruntime-endpoint: \"unix:///run/other.sock\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := configuredEndpoint(file); got != "unix:///run/other.sock" {
		t.Errorf("with a file: %s", got)
	}
}

func TestDeadRuntime(t *testing.T) {
	err := run(t.Context(), []string{"-r", filepath.Join(t.TempDir(), "none.sock"), "-t", "5s", "version"}, os.Stdout)
	if err == nil || !strings.Contains(err.Error(), "none.sock") {
		t.Errorf("got %v", err)
	}
}
