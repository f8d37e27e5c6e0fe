package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

const bridgeSwitch = "/proc/sys/net/bridge/bridge-nf-call-iptables"

// filterBridges lets packets between two pods of one node, which never leave their bridge, pass the filter too.
func filterBridges(path string) error {
	value, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("packets between pods of one node cannot be filtered: the kernel lacks br_netfilter (%w)", err)
	}
	if strings.TrimSpace(string(value)) == "1" {
		return nil
	}
	return os.WriteFile(path, []byte("1"), 0)
}

// enforce replaces all rules in one transaction: they are in force, or those before them are.
func enforce(ctx context.Context, rules string) error {
	nft := exec.CommandContext(ctx, "nft", "-f", "-")
	nft.Stdin = strings.NewReader(rules)
	var said bytes.Buffer
	nft.Stderr = &said
	if err := nft.Run(); err != nil {
		return fmt.Errorf("nft: %w: %s", err, said.String())
	}
	return nil
}
