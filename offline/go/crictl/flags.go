package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	configFile      = "/etc/crictl.yaml"
	defaultEndpoint = "unix:///run/containerd/containerd.sock"
)

type global struct {
	endpoint string
	timeout  time.Duration
}

type flags struct {
	quiet, all, force, follow bool
	name, namespace, state    string
	output, tail              string
	stopTimeout               int64
	labels                    labels
}

type labels map[string]string

func (l labels) String() string { return fmt.Sprint(map[string]string(l)) }

func (l labels) Set(text string) error {
	key, value, found := strings.Cut(text, "=")
	if !found {
		return fmt.Errorf("a label is KEY=VALUE, not %q", text)
	}
	l[key] = value
	return nil
}

// parseGlobal reads what stands before the command.
func parseGlobal(argv []string) (global, []string, error) {
	g := global{endpoint: configuredEndpoint(configFile)}
	set := newFlagSet("crictl")
	for _, name := range []string{"r", "runtime-endpoint"} {
		set.StringVar(&g.endpoint, name, g.endpoint, "the runtime's socket")
	}
	for _, name := range []string{"i", "image-endpoint", "config", "c"} {
		set.String(name, "", "accepted and ignored")
	}
	for _, name := range []string{"t", "timeout"} {
		set.DurationVar(&g.timeout, name, 0, "give up after this time")
	}
	for _, name := range []string{"D", "debug"} {
		set.Bool(name, false, "accepted and ignored")
	}
	err := set.Parse(argv)
	return g, set.Args(), err
}

// parseFlags reads what stands after the command; flags and arguments may be mixed.
func parseFlags(command string, argv []string) (flags, []string, error) {
	f := flags{labels: labels{}}
	set := newFlagSet(command)
	set.BoolVar(&f.all, "all", false, "also what does not run")
	set.BoolVar(&f.force, "force", false, "stop it first")
	set.BoolVar(&f.follow, "follow", false, "go on as lines come")
	set.BoolVar(&f.quiet, "quiet", false, "ids alone")
	set.StringVar(&f.output, "output", "", "json or table")
	set.StringVar(&f.name, "name", "", "regular expression")
	set.StringVar(&f.namespace, "namespace", "", "regular expression")
	set.StringVar(&f.state, "state", "", "running, exited, created, unknown; ready, notready")
	set.StringVar(&f.tail, "tail", "", "that many last lines")
	set.Int64Var(&f.stopTimeout, "timeout", 10, "seconds before the container is killed")
	set.Var(f.labels, "label", "KEY=VALUE, may be repeated")
	set.Bool("no-trunc", false, "accepted and ignored")
	for short, long := range map[string]string{"a": "all", "f": "force", "q": "quiet", "o": "output", "s": "state", "t": "timeout"} {
		set.Var(set.Lookup(long).Value, short, "the same as -"+long)
	}
	var args []string
	argv = apart(argv)
	for len(argv) > 0 {
		if err := set.Parse(argv); err != nil {
			return f, nil, err
		}
		if argv = set.Args(); len(argv) > 0 {
			args, argv = append(args, argv[0]), argv[1:]
		}
	}
	if command == "logs" {
		f.follow = f.follow || f.force
	}
	return f, args, nil
}

var joined = regexp.MustCompile(`^-[afq]{2,}$`)

// apart turns -aq into -a -q.
func apart(argv []string) []string {
	var words []string
	for _, word := range argv {
		if !joined.MatchString(word) {
			words = append(words, word)
			continue
		}
		for _, letter := range word[1:] {
			words = append(words, "-"+string(letter))
		}
	}
	return words
}

// deadline keeps a runtime that does not answer from holding the caller; followed logs have no end.
func deadline(ctx context.Context, g global, f flags) (context.Context, context.CancelFunc) {
	switch {
	case g.timeout > 0:
		return context.WithTimeout(ctx, g.timeout)
	case f.follow:
		return context.WithCancel(ctx)
	default:
		return context.WithTimeout(ctx, 5*time.Minute)
	}
}

var endpointLine = regexp.MustCompile(`(?m)^runtime-endpoint:\s*"?([^\s"]+)`)

func configuredEndpoint(file string) string {
	if text, err := os.ReadFile(file); err == nil {
		if match := endpointLine.FindSubmatch(text); match != nil {
			return string(match[1])
		}
	}
	return defaultEndpoint
}

func newFlagSet(name string) *flag.FlagSet {
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	return set
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
