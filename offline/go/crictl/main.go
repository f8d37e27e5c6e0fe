// Crictl is a small stand-in for the tool of that name: the calls that Minikube, kind and a person looking
// for a cause make of a container runtime, with the same flags and the same form of output.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	err := run(context.Background(), os.Args[1:], os.Stdout)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	fmt.Fprintln(os.Stderr, "crictl (stand-in):", err)
	os.Exit(1)
}

// call is one command with everything it may use.
type call struct {
	*runtime
	flags
	args []string
	out  io.Writer
}

var commands = map[string]func(context.Context, call) error{
	"version":  version,
	"info":     info,
	"images":   images,
	"image":    images,
	"img":      images,
	"inspecti": inspectImages,
	"rmi":      removeImages,
	"pull":     pull,
	"ps":       containers,
	"pods":     pods,
	"inspect":  inspectContainers,
	"stop":     stop,
	"rm":       remove,
	"logs":     logs,
}

func run(ctx context.Context, argv []string, out io.Writer) error {
	global, rest, err := parseGlobal(argv)
	if err != nil {
		return err
	}
	if len(rest) == 0 {
		return fmt.Errorf("no command given; there are %s", known())
	}
	command, found := commands[rest[0]]
	if !found {
		return fmt.Errorf("unknown command %q; there are %s", rest[0], known())
	}
	flags, args, err := parseFlags(rest[0], rest[1:])
	if err != nil {
		return err
	}
	rt, err := connect(global.endpoint)
	if err != nil {
		return err
	}
	defer rt.Close()
	ctx, cancel := deadline(ctx, global, flags)
	defer cancel()
	return command(ctx, call{runtime: rt, flags: flags, args: args, out: out})
}

func known() string {
	names := sortedKeys(commands)
	return strings.Join(names, ", ")
}
