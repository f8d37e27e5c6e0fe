package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func pods(ctx context.Context, c call) error {
	filter, err := podFilter(c)
	if err != nil {
		return err
	}
	r, err := c.runtime.containers.ListPodSandbox(ctx, &cri.ListPodSandboxRequest{Filter: filter})
	if err != nil {
		return err
	}
	name, err := regexp.Compile(c.name)
	if err != nil {
		return err
	}
	namespace, err := regexp.Compile(c.namespace)
	if err != nil {
		return err
	}
	r.Items = slices.DeleteFunc(r.Items, func(item *cri.PodSandbox) bool {
		return !name.MatchString(item.Metadata.GetName()) || !namespace.MatchString(item.Metadata.GetNamespace())
	})
	switch {
	case c.quiet:
		for _, item := range r.Items {
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
		return podTable(c, r.Items)
	}
}

func podFilter(c call) (*cri.PodSandboxFilter, error) {
	filter := &cri.PodSandboxFilter{LabelSelector: c.labels}
	if len(c.args) > 0 {
		filter.Id = c.args[0]
	}
	if c.state == "" {
		return filter, nil
	}
	value, found := cri.PodSandboxState_value["SANDBOX_"+strings.ToUpper(c.state)]
	if !found {
		return nil, fmt.Errorf("unknown state %q: ready or notready", c.state)
	}
	filter.State = &cri.PodSandboxStateValue{State: cri.PodSandboxState(value)}
	return filter, nil
}

func podTable(c call, items []*cri.PodSandbox) error {
	table := tabwriter.NewWriter(c.out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "POD ID\tCREATED\tSTATE\tNAME\tNAMESPACE\tATTEMPT")
	for _, item := range items {
		state := map[bool]string{true: "Ready", false: "NotReady"}[item.State == cri.PodSandboxState_SANDBOX_READY]
		fmt.Fprintf(table, "%s\t%s ago\t%s\t%s\t%s\t%d\n", short(item.Id), age(item.CreatedAt), state,
			item.Metadata.GetName(), item.Metadata.GetNamespace(), item.Metadata.GetAttempt())
	}
	return table.Flush()
}
