package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func containers(ctx context.Context, c call) error {
	filter, err := containerFilter(c)
	if err != nil {
		return err
	}
	r, err := c.runtime.containers.ListContainers(ctx, &cri.ListContainersRequest{Filter: filter})
	if err != nil {
		return err
	}
	name, err := regexp.Compile(c.name)
	if err != nil {
		return err
	}
	r.Containers = slices.DeleteFunc(r.Containers, func(item *cri.Container) bool {
		return !name.MatchString(item.Metadata.GetName())
	})
	slices.SortFunc(r.Containers, func(a, b *cri.Container) int { return cmp.Compare(b.CreatedAt, a.CreatedAt) })
	switch {
	case c.quiet:
		for _, item := range r.Containers {
			fmt.Fprintln(c.out, item.Id)
		}
		return nil
	case c.output == "json":
		document, err := toJSON(r)
		if err != nil {
			return err
		}
		return writeJSON(c, document)
	default:
		return containerTable(c, r.Containers)
	}
}

func containerFilter(c call) (*cri.ContainerFilter, error) {
	filter := &cri.ContainerFilter{LabelSelector: c.labels}
	if len(c.args) > 0 {
		filter.Id = c.args[0]
	}
	state := c.state
	if state == "" && !c.all {
		state = "running"
	}
	if state == "" {
		return filter, nil
	}
	value, found := cri.ContainerState_value["CONTAINER_"+strings.ToUpper(state)]
	if !found {
		return nil, fmt.Errorf("unknown state %q: created, running, exited or unknown", state)
	}
	filter.State = &cri.ContainerStateValue{State: cri.ContainerState(value)}
	return filter, nil
}

func containerTable(c call, items []*cri.Container) error {
	table := tabwriter.NewWriter(c.out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "CONTAINER\tIMAGE\tCREATED\tSTATE\tNAME\tATTEMPT\tPOD ID\tPOD")
	for _, item := range items {
		state := strings.TrimPrefix(item.State.String(), "CONTAINER_")
		fmt.Fprintf(table, "%s\t%s\t%s ago\t%s\t%s\t%d\t%s\t%s\n", short(item.Id), item.Image.GetImage(), age(item.CreatedAt),
			state[:1]+strings.ToLower(state[1:]), item.Metadata.GetName(), item.Metadata.GetAttempt(),
			short(item.PodSandboxId), item.Labels["io.kubernetes.pod.name"])
	}
	return table.Flush()
}

func age(nanoseconds int64) time.Duration {
	return time.Since(time.Unix(0, nanoseconds)).Truncate(time.Second)
}

func inspectContainers(ctx context.Context, c call) error {
	return each(c, func(id string) error {
		r, err := c.runtime.containers.ContainerStatus(ctx, &cri.ContainerStatusRequest{ContainerId: id, Verbose: true})
		if err != nil {
			return err
		}
		status, err := toJSON(r.Status)
		if err != nil {
			return err
		}
		return writeJSON(c, withDetails(map[string]any{"status": status}, r.Info))
	})
}

func stop(ctx context.Context, c call) error {
	return each(c, func(id string) error {
		_, err := c.runtime.containers.StopContainer(ctx, &cri.StopContainerRequest{ContainerId: id, Timeout: c.stopTimeout})
		if err == nil {
			fmt.Fprintln(c.out, id)
		}
		return err
	})
}

func remove(ctx context.Context, c call) error {
	return each(c, func(id string) error {
		if c.force {
			if _, err := c.runtime.containers.StopContainer(ctx, &cri.StopContainerRequest{ContainerId: id}); err != nil {
				return err
			}
		}
		_, err := c.runtime.containers.RemoveContainer(ctx, &cri.RemoveContainerRequest{ContainerId: id})
		if err == nil {
			fmt.Fprintln(c.out, id)
		}
		return err
	})
}

// logs shows the file as the runtime wrote it, with its times and streams.
func logs(ctx context.Context, c call) error {
	return each(c, func(id string) error {
		r, err := c.runtime.containers.ContainerStatus(ctx, &cri.ContainerStatusRequest{ContainerId: id})
		if err != nil {
			return err
		}
		tail := exec.CommandContext(ctx, "tail", tailArgs(c.flags, r.Status.LogPath)...)
		tail.Stdout, tail.Stderr = c.out, os.Stderr
		return tail.Run()
	})
}

func tailArgs(f flags, file string) []string {
	lines := "+1"
	if f.tail != "" && f.tail != "-1" {
		lines = f.tail
	}
	args := []string{"-n", lines}
	if f.follow {
		args = append(args, "-F")
	}
	return append(args, "--", file)
}
