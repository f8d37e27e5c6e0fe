package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func images(ctx context.Context, c call) error {
	request := &cri.ListImagesRequest{}
	if len(c.args) > 0 {
		request.Filter = &cri.ImageFilter{Image: &cri.ImageSpec{Image: c.args[0]}}
	}
	r, err := c.runtime.images.ListImages(ctx, request)
	if err != nil {
		return err
	}
	switch {
	case c.quiet:
		for _, image := range r.Images {
			fmt.Fprintln(c.out, image.Id)
		}
		return nil
	case c.output == "json":
		document, err := toJSON(r)
		if err != nil {
			return err
		}
		return writeJSON(c, document)
	default:
		return imageTable(c, r.Images)
	}
}

func imageTable(c call, images []*cri.Image) error {
	table := tabwriter.NewWriter(c.out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "IMAGE\tTAG\tIMAGE ID\tSIZE")
	for _, image := range images {
		names := image.RepoTags
		if len(names) == 0 {
			names = []string{"<none>:<none>"}
		}
		for _, name := range names {
			colon := strings.LastIndex(name, ":")
			fmt.Fprintf(table, "%s\t%s\t%s\t%.1fMB\n", name[:colon], name[colon+1:], short(image.Id), float64(image.Size)/1e6)
		}
	}
	return table.Flush()
}

func inspectImages(ctx context.Context, c call) error {
	return each(c, func(name string) error {
		r, err := c.runtime.images.ImageStatus(ctx, &cri.ImageStatusRequest{Image: &cri.ImageSpec{Image: name}, Verbose: true})
		if err != nil {
			return err
		}
		// An image that is missing is no error to the runtime; kind and Minikube rely on the exit code.
		if r.Image == nil {
			return fmt.Errorf("no such image %q present", name)
		}
		status, err := toJSON(r.Image)
		if err != nil {
			return err
		}
		return writeJSON(c, withDetails(map[string]any{"status": status}, r.Info))
	})
}

func removeImages(ctx context.Context, c call) error {
	return each(c, func(name string) error {
		image := &cri.ImageSpec{Image: name}
		r, err := c.runtime.images.ImageStatus(ctx, &cri.ImageStatusRequest{Image: image})
		if err != nil {
			return err
		}
		if r.Image == nil {
			return fmt.Errorf("no such image %s", name)
		}
		if _, err := c.runtime.images.RemoveImage(ctx, &cri.RemoveImageRequest{Image: image}); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "Deleted: %s\n", name)
		return nil
	})
}

func pull(ctx context.Context, c call) error {
	return each(c, func(name string) error {
		r, err := c.runtime.images.PullImage(ctx, &cri.PullImageRequest{Image: &cri.ImageSpec{Image: name}})
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "Image is up to date for %s\n", r.ImageRef)
		return nil
	})
}

// each does all it can and reports every failure.
func each(c call, do func(name string) error) error {
	if len(c.args) == 0 {
		return errors.New("this command needs at least one name or id")
	}
	var failures []error
	for _, name := range c.args {
		failures = append(failures, do(name))
	}
	return errors.Join(failures...)
}

func short(id string) string {
	id = strings.TrimPrefix(id, "sha256:")
	return id[:min(13, len(id))]
}
