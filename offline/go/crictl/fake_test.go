package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// fake is a container runtime in memory; what is asked of it that a test did not foresee fails.
type fake struct {
	cri.UnimplementedRuntimeServiceServer
	cri.UnimplementedImageServiceServer
	images     []*cri.Image
	containers []*cri.Container
	pods       []*cri.PodSandbox
	logPath    string
	calls      []string
}

func (f *fake) Version(context.Context, *cri.VersionRequest) (*cri.VersionResponse, error) {
	return &cri.VersionResponse{Version: "0.1.0", RuntimeName: "fake", RuntimeVersion: "v9", RuntimeApiVersion: "v1"}, nil
}

func (f *fake) Status(context.Context, *cri.StatusRequest) (*cri.StatusResponse, error) {
	ready := []*cri.RuntimeCondition{{Type: "RuntimeReady", Status: true}}
	details := map[string]string{"config": `{"cniConfig":{"ConfDir":"/etc/cni"}}`, "note": "plain words"}
	return &cri.StatusResponse{Status: &cri.RuntimeStatus{Conditions: ready}, Info: details}, nil
}

func (f *fake) ListImages(_ context.Context, r *cri.ListImagesRequest) (*cri.ListImagesResponse, error) {
	wanted := r.GetFilter().GetImage().GetImage()
	kept := slices.DeleteFunc(slices.Clone(f.images), func(i *cri.Image) bool { return wanted != "" && !slices.Contains(i.RepoTags, wanted) })
	return &cri.ListImagesResponse{Images: kept}, nil
}

func (f *fake) find(name string) *cri.Image {
	for _, image := range f.images {
		if image.Id == name || slices.Contains(image.RepoTags, name) {
			return image
		}
	}
	return nil
}

func (f *fake) ImageStatus(_ context.Context, r *cri.ImageStatusRequest) (*cri.ImageStatusResponse, error) {
	return &cri.ImageStatusResponse{Image: f.find(r.Image.Image), Info: map[string]string{"info": `{"chainID":"c"}`}}, nil
}

func (f *fake) RemoveImage(_ context.Context, r *cri.RemoveImageRequest) (*cri.RemoveImageResponse, error) {
	gone := f.find(r.Image.Image)
	f.images = slices.DeleteFunc(f.images, func(i *cri.Image) bool { return i == gone })
	return &cri.RemoveImageResponse{}, nil
}

func (f *fake) PullImage(_ context.Context, r *cri.PullImageRequest) (*cri.PullImageResponse, error) {
	if r.Image.Image == "nowhere:1" {
		return nil, status.Error(codes.NotFound, "no registry answers")
	}
	return &cri.PullImageResponse{ImageRef: "sha256:pulled"}, nil
}

func (f *fake) ListContainers(_ context.Context, r *cri.ListContainersRequest) (*cri.ListContainersResponse, error) {
	kept := slices.DeleteFunc(slices.Clone(f.containers), func(c *cri.Container) bool {
		if state := r.Filter.GetState(); state != nil && state.State != c.State {
			return true
		}
		for key, value := range r.Filter.GetLabelSelector() {
			if c.Labels[key] != value {
				return true
			}
		}
		return false
	})
	return &cri.ListContainersResponse{Containers: kept}, nil
}

func (f *fake) ContainerStatus(_ context.Context, r *cri.ContainerStatusRequest) (*cri.ContainerStatusResponse, error) {
	for _, c := range f.containers {
		if c.Id == r.ContainerId {
			return &cri.ContainerStatusResponse{Status: &cri.ContainerStatus{Id: c.Id, State: c.State, LogPath: f.logPath}}, nil
		}
	}
	return nil, status.Errorf(codes.NotFound, "container %q not found", r.ContainerId)
}

func (f *fake) StopContainer(_ context.Context, r *cri.StopContainerRequest) (*cri.StopContainerResponse, error) {
	f.calls = append(f.calls, "stop "+r.ContainerId)
	return &cri.StopContainerResponse{}, nil
}

func (f *fake) RemoveContainer(_ context.Context, r *cri.RemoveContainerRequest) (*cri.RemoveContainerResponse, error) {
	f.calls = append(f.calls, "remove "+r.ContainerId)
	return &cri.RemoveContainerResponse{}, nil
}

func (f *fake) ListPodSandbox(_ context.Context, r *cri.ListPodSandboxRequest) (*cri.ListPodSandboxResponse, error) {
	kept := slices.DeleteFunc(slices.Clone(f.pods), func(p *cri.PodSandbox) bool {
		state := r.Filter.GetState()
		return state != nil && state.State != p.State
	})
	return &cri.ListPodSandboxResponse{Items: kept}, nil
}

// ask runs one command line against the fake, over a real socket.
func ask(t *testing.T, f *fake, argv ...string) (string, error) {
	t.Helper()
	// Not t.TempDir: its path holds the test's name, and an endpoint is a URL.
	dir, err := os.MkdirTemp("", "cri")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "cri.sock")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	cri.RegisterRuntimeServiceServer(server, f)
	cri.RegisterImageServiceServer(server, f)
	go server.Serve(listener)
	t.Cleanup(server.Stop)
	var out bytes.Buffer
	err = run(context.Background(), append([]string{"--runtime-endpoint", "unix://" + socket}, argv...), &out)
	return out.String(), err
}
