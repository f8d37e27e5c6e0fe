package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/protoadapt"
	cri "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// A node with many images answers with more than gRPC's usual 4 MB.
const largestAnswer = 64 << 20

type runtime struct {
	*grpc.ClientConn
	containers cri.RuntimeServiceClient
	images     cri.ImageServiceClient
}

func connect(endpoint string) (*runtime, error) {
	if strings.HasPrefix(endpoint, "/") {
		endpoint = "unix://" + endpoint
	}
	conn, err := grpc.NewClient(endpoint,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(largestAnswer)))
	if err != nil {
		return nil, fmt.Errorf("the runtime at %s: %w", endpoint, err)
	}
	return &runtime{conn, cri.NewRuntimeServiceClient(conn), cri.NewImageServiceClient(conn)}, nil
}

func version(ctx context.Context, c call) error {
	r, err := c.runtime.containers.Version(ctx, &cri.VersionRequest{})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Version:  %s\nRuntimeName:  %s\nRuntimeVersion:  %s\nRuntimeApiVersion:  %s\n",
		r.Version, r.RuntimeName, r.RuntimeVersion, r.RuntimeApiVersion)
	return nil
}

// info joins the status with the runtime's own details, which arrive as JSON in strings.
func info(ctx context.Context, c call) error {
	r, err := c.runtime.containers.Status(ctx, &cri.StatusRequest{Verbose: true})
	if err != nil {
		return err
	}
	status, err := toJSON(r.Status)
	if err != nil {
		return err
	}
	return writeJSON(c, withDetails(map[string]any{"status": status}, r.Info))
}

func withDetails(document map[string]any, details map[string]string) map[string]any {
	for key, text := range details {
		if json.Valid([]byte(text)) {
			document[key] = json.RawMessage(text)
		} else {
			document[key] = text
		}
	}
	return document
}

func toJSON(message protoadapt.MessageV1) (json.RawMessage, error) {
	return protojson.MarshalOptions{EmitUnpopulated: true}.Marshal(protoadapt.MessageV2Of(message))
}

func writeJSON(c call, document any) error {
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.out, string(text))
	return err
}
